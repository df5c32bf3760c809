"""When a name in the school's own words is a child's, and when the same word is something else."""

from __future__ import annotations

import time

import pytest

from classifiers.names.matcher import roll_of
from classifiers.own_naming import FIRST, FULL, children_named
from classifiers.passages import Passage
from data.records import Pupil, School, StaffMember
from data.words import Where

SCHOOL = School(
    name="Larkmere Primary School & Nursery",
    classes=("Nursery", "Year 2", "Year 4", "Jade", "Coral"),
    pupils=(
        Pupil("p1", "Mary", "Castellane"),
        Pupil("p2", "Noah", "Whitlock"),
        Pupil("p3", "Summer", "Rainford"),
        Pupil("p4", "Rose", "Tremlett"),
        Pupil("p5", "Jade", "Fenwick", school_class="Coral"),
        Pupil("p6", "Bella", "Szymanski"),
        Pupil("p7", "Leo", "Hartigan"),
        Pupil("p8", "Jack", "Frost"),
        Pupil("p9", "Basil", "Rice"),
        Pupil("p10", "Reuben", "Tetteh"),
        Pupil("p11", "Callum", "McAllister"),
        Pupil("p12", "Kwame", "Asante"),
        Pupil("p13", "Siobhan", "O'Hara"),
        Pupil("p14", "Frank", "Oduya"),
        Pupil("p15", "Zahra", "Iqbal-Marsh"),
        Pupil("p16", "Tommy", "Winstanley"),
        Pupil("p17", "Savannah", "Pike"),
        Pupil("p18", "Oscar", "Wilding"),
    ),
    staff=(
        StaffMember("Frank Dobie", "Caretaker", ("Mr Dobie", "Frank")),
        StaffMember("Tom Birtles", "Teacher"),
        StaffMember("Leo Ferreira", "Teacher"),
    ),
)


def kinds(text: str, where: Where = Where.TEXT, declared: frozenset[str] = frozenset()) -> list[str]:
    named = children_named(Passage(where, text), roll_of(SCHOOL), SCHOOL.classes, declared=declared)
    return [found.kind for found in named]


def rows(*texts: tuple[str, str]) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("text", [pytest.param(text, id=name) for name, text in texts])


@rows(
    ("a character's namesake at work", "Mary read the Christmas story to all of us."),
    ("a season's name that writes", "Summer has written to the council about the missing bin."),
    ("her mother", "Summer's mum is running the uniform stall."),
    ("a flower's name in the middle", "Rose petals? No: Rose made the whole arrangement from crisp packets."),
    ("his after an ordinary word", "Rose lent her coat to a new friend."),
    ("a class's name, one person", "Jade is stricter than Mr Birtles when she takes the register."),
    ("a pet's name that reads", "Bella can say the nine times table backwards."),
    ("a star sign's name that acts", "Leo has named every dinosaur on the poster."),
    ("a place's name that acts", "Savannah chaired the eco committee."),
    ("a name that a caretaker has too, with a prize", "Frank won the conker tournament."),
    ("beside another pupil", "Rose and Reuben planted the last of the bulbs."),
    ("small letters after praise", "well done rose, what a poem"),
    ("one letter dropped", "Tomy built a bridge that held nine dictionaries."),
    ("two letters swapped", "Rueben built a bridge that held nine dictionaries."),
    ("a capital inside a sentence", "The last word went to Rose this time, as it usually does."),
    ("a guessing game", "Who left the tap running? (It was Rose.)"),
    ("a parent named by her child", "Our new governor is Mrs Rainford, whom some know as Summer's mum."),
    ("a season's name that goes", "Summer leaves us on Friday for a school in Leeds."),
    ("a relation who is proud", "So proud of my grandson Reuben singing his solo tonight!"),
    ("ill in bed", "Rose is in bed with a book, and we send her our love."),
    ("his place in a picture", "Latest lost tooth: Summer, top left, in an apple."),
    ("a child off every common list", "The girl who found our scorebook? Her name is Priyanka."),
    ("whose something is", "Rose's sunflower is the tallest at 2.4 metres."),
    ("he in the next sentence", "Rose remains in third place. Can she catch the leaders?"),
    ("a child who has moved away", "A letter has come from Tallulah, who moved to Canada at Easter."),
    ("a season's name that only stopped", "Two hundred lengths, and Summer only stopped for a biscuit."),
    ("a guest from a school near by", "Our visitor from Highcroft Infants, Rose, beat us at snap."),
    ("a season's name that owns", "Summer's crab won the crab race."),
    ("who says it", "'It was like flying but wet,' says Rose of her first go in a kayak."),
    ("beside another in the plural", "Rose and Jade have made a bug hotel."),
    ("their captain's namesake", "Your captain Reuben was lightning on the buzzer."),
    ("a prize that bears his name", "And the Kindness Cup goes to... Oscar!"),
)
def test_a_first_name_that_is_a_word_too_is_a_childs_where_something_says_so(text: str) -> None:
    assert set(kinds(text)) == {FIRST}


@rows(
    ("a nativity", "The innkeeper turned Mary and Joseph away and the donkey sat down."),
    ("a Bible story", "Noah built an ark. We built one too, out of 400 egg boxes."),
    ("a season", "Summer is finally here and so are the water bottles."),
    ("a season's holidays", "Summer holiday reading lists are on the website."),
    ("petals", "Rose petals, lavender and mint: potion making in the mud kitchen."),
    ("a class in the plural", "Jade are in the lead for house reading miles."),
    ("a class and their", "Jade finished their Viking longboats today."),
    ("a hen", "Bella, our hen, has laid her first egg. Bella is very proud."),
    ("two new gerbils", "Welcome to Bella and Leo, our two new gerbils."),
    ("a breed", "Bella is a springer spaniel and she listens to us read."),
    ("star signs", "Leo, Virgo, Libra: we are making a zodiac frieze."),
    ("biomes", "Savannah, rainforest, tundra: which would you survive in?"),
    ("weather", "Jack Frost nipped at our noses on the walk to church."),
    ("a dish", "On the menu: chicken in Basil Rice, peas and jelly."),
    ("a dish in small letters", "Today: chicken with basil rice."),
    ("a caretaker known by his first name", "Frank fixed the boiler again. Thank you Frank!"),
    ("two teachers", "Tom and Leo are swapping classes for the day."),
    ("a grandmother", "Nana Rose came to help us make scones."),
    ("a row that a role begins", "Parents Kwame and Rose showed us how to earth up leeks."),
    ("work of a grown-up", "Oscar, our crossing warden, retires on Friday."),
    ("a prize of films", "Oscar-winning performances in the leavers' play. And the Oscar goes to us all!"),
    ("a saying", "By George, we've got it!"),
    ("a title in quotation marks", "We are reading “Oscar and the Lost Star” this week."),
    ("quiz teams", "Quiz night winners: Agatha Quiztie and Les Quizerables."),
    ("an English word", "Rubble! Every child built something today."),
    ("a class's plural", "Made by Jades and Corals from forty egg boxes."),
    ("many of a name", "Six Gruffalos, four Roses and a Wally came for book day."),
    (
        "a teacher's first name after her whole name",
        "Miss Rose Kemble teaches Coral. Before that Rose worked in a museum.",
    ),
    ("a row that a title begins", "Rev Alison, Margaret and Doug stuck cloves in 180 oranges."),
    ("a month as a heading", "Summer in Coral: sports week, the river walk, the pond clean."),
    ("a tale", "In the story, Reuben and Leo find a door behind the wardrobe."),
    ("values", "Our values are Trust, Rose and Honesty."),
    ("a song", "Rose, Rose, give me your answer do."),
    (
        "those who help",
        "The Friends' fair made £900. Thanks to Nikki for the grotto and to Tommy and Becks for the hot dogs.",
    ),
    (
        "leavers who are grown up",
        "Well done to our leavers of 2019, above all Hamza Siddiqui, who is off to read medicine.",
    ),
    ("another surname", "Reuben Millward, who wrote our play, came in. Reuben told us how."),
    ("a house's points", "House points so far: Summer 412, Mason 398, Reuben 377."),
    ("houses' places", "Inter-house cross country done. Summer 1st, Mason 2nd, Reuben 3rd."),
    ("a house with a plural's verb", "Reuben win the spelling bee by one point."),
    ("a date", "Singing on the lawn, Friday 14 June, 1.45pm."),
    ("a value of the month", "Our value for March is Joy, and each class adds a leaf."),
    ("an adult's kitchen", "Penny's kitchen strikes again. Five stars for hygiene."),
    ("a member of staff, named by title too", "Thank you Leo! Mr Ferreira ran the workshop tonight."),
    ("a visitor from a club", "Thanks to Max from county cricket for the masterclass."),
)
def test_the_same_word_that_means_something_else_is_left_alone(text: str) -> None:
    assert kinds(text) == []


@rows(
    ("scorers", "Goals: Asante (2), Tetteh. Final score 4-1."),
    ("a team by place", "Winstanley in goal; Asante and Tetteh at the back; McAllister up front."),
    ("passes", "Tetteh to Asante, Asante to McAllister, goal!"),
    ("one in a match", "A late header from Asante sealed it."),
    ("a batting card", "Asante 34, Tetteh 12 not out, Extras 9."),
    ("a list without sport", "Hoodies are in: Asante, McAllister, Pike, Winstanley."),
    ("addressed", "Library fines are forgiven. Even you, Tetteh."),
    ("with an ordinary word's surname among them", "O'Hara, Pike and Asante were rock solid."),
    ("Head Girl and Head Boy", "Kwame Asante, our Head Boy, met the mayor."),
    ("Head Girl with a curly apostrophe", "Head Girl Siobhan O\u2019Hara laid the wreath."),
    ("double initial", "A poem by Zahra I-M."),
    ("another school's keeper", "Kenton Wood's goalkeeper, Alfie Dray, saved everything."),
    ("the first ever", "Tetteh is the first Larkmere player to make the county side."),
    ("words with a year group", "Basil Rice, Year 4, has had his question answered on the radio."),
    ("cheered by the surname", "Tetteh, you beauty."),
    ("another school's captain", "Their captain, Harriet Vose, helped our striker up."),
    ("weather's namesake with a prize", "Well done Jack Frost, our maths champion!"),
)
def test_surnames_alone_and_beside_roles_are_told_in_full(text: str) -> None:
    found = kinds(text)
    assert found
    assert set(found) == {FULL}


@rows(
    ("a firm", "Thanks to Pike Timber for our new goalposts."),
    ("a cup", "We came third in the Asante Cup."),
    ("a parent", "Score: four goals to one. Referee: Mr Asante."),
    ("a family", "Thank you to the Winstanley family for the oranges."),
    ("other players' names", "Kane, Saka and Bellingham scored in the playground."),
    ("a shop in a match report", "Goals aplenty, and samosas from Asante's Kitchen."),
    ("houses by points", "House points: Seacole 412, Asante 401, Tetteh 398, Brunel 377."),
    ("houses by their totals", "Turing 1,320. Asante 1,298. Tetteh 1,244. All to play for."),
    ("a house that won", "Well done Asante! Asante have won the shield."),
    ("no match at all", "We walked along Whitlock Lane and back."),
)
def test_a_surname_that_is_a_firms_a_cups_or_an_adults_is_left_alone(text: str) -> None:
    assert kinds(text) == []


@pytest.mark.parametrize(
    ("tag", "expected"),
    [
        pytest.param("CallumMcAllister", [FULL], id="a capital inside the surname"),
        pytest.param("WellDoneCallumMcAllister", [FULL], id="with praise"),
        pytest.param("SiobhanOHara", [FULL], id="an apostrophe left out"),
        pytest.param("GoReuben", [FIRST], id="a first name"),
        pytest.param("WellDoneRose", [FIRST], id="an ordinary word with praise"),
        pytest.param("Summer", [], id="an ordinary word by itself"),
        pytest.param("BonVoyageRose", [FIRST], id="an ordinary word with a farewell"),
        pytest.param("RosePower", [FIRST], id="an ordinary word with a cheer"),
        pytest.param("RoseGarden", [], id="an ordinary word in a phrase"),
        pytest.param("SummerFair", [], id="a season's fair"),
        pytest.param("JadeClass", [], id="a class"),
        pytest.param("JackFrost", [], id="the weather"),
        pytest.param("SavannahAndTundra", [], id="a place"),
    ],
)
def test_names_in_tags(tag: str, expected: list[str]) -> None:
    assert kinds(tag, Where.HASHTAG) == expected


@pytest.mark.parametrize("name", ["Summer", "Rose", "Mason", "Reuben", "Noah", "Leo", "Georgia", "Penny", "Max"])
@pytest.mark.parametrize(
    "text",
    [
        "Well done {}!",
        "What a catch, {}!",
        "Poem by {}.",
        "Happy birthday {}!",
        "{} has lost a tooth.",
        "{} won the egg and spoon race.",
        "{} is learning the trumpet.",
        "{}, aged 7, asked the best question.",
        "{} from Year 2 is our new librarian.",
        "Here is {} showing us the way.",
        "{} and Reuben built a den.",
    ],
)
def test_what_a_school_says_of_a_child_names_the_pupil_on_the_roll(name: str, text: str) -> None:
    school = School(
        name="Larkmere", classes=("Year 2",), pupils=(Pupil("p1", name, "Quux"), Pupil("p2", "Reuben", "Z"))
    )
    named = children_named(Passage(Where.TEXT, text.format(name)), roll_of(school), school.classes)
    assert any("p1" in found.pupils for found in named)


@rows(
    ("beside an adult of another pupil's surname", "Rose told Mrs Fenwick a joke."),
    ("a name of the Bible that reads", "Noah read from the Bible."),
    ("an opponent", "Tom from the library played Reuben at chess."),
    (
        "winners of something that may have a name itself",
        "Congratulations to Reuben and Leo, winners of our pumpkin carving.",
    ),
    ("star of the week of a class", "Star of the Week in Jade class is Summer, for being the kindest of friends."),
    ("a leaver who is still a child", "Lovely to see our former pupil Ottilie, now in Year 8, at the fair."),
    ("a new pupil beside an animal", "Welcome Reuben, who joins Year 2 and loves our rabbit."),
)
def test_what_stands_near_does_not_hide_a_child(text: str) -> None:
    assert set(kinds(text)) == {FIRST}


def test_a_pupil_declared_in_the_picture_is_meant_by_a_name_that_is_a_word_too() -> None:
    assert kinds("Rose, with a prize marrow.") == []
    assert kinds("Rose, with a prize marrow.", declared=frozenset({"p4"})) == [FIRST]
    assert kinds("Rose petals for potions.", declared=frozenset({"p4"})) == []


@pytest.mark.parametrize("text", ["Mary, " * 1600, "Rose and " * 1100, "Rose made " * 1000], ids=["row", "and", "acts"])
def test_a_long_row_of_one_name_is_read_in_bounded_time(text: str) -> None:
    kinds("Mary.")
    began = time.perf_counter()
    kinds(text)
    assert time.perf_counter() - began < 15
