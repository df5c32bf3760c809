"""What a school's own post must not tell beside names, by the policy's switches."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from classifiers.base import NoMedia
from classifiers.own_rules import OwnRules
from data.config import PolicySettings
from data.policy import resolved
from data.records import Account, Finding, Picture, Post, Pupil, Repost, School, StaffMember
from data.words import Direction, Label, Level, Platform, Where

SCHOOL = School(
    name="Larkmere Primary School & Nursery",
    town="Larkmere",
    classes=("Acorns", "Reception", "Year 1", "Year 4", "Year 6"),
    accounts=(Account(Platform.X, "larkmereprimary"), Account(Platform.X, "larkmereyear4", "Year 4")),
    pupils=(Pupil("p1", "Alba", "Trevanion", school_class="Year 4"), Pupil("p2", "Ravi", "Quillfeather")),
    staff=(StaffMember("Helen Ashdown", "Headteacher"),),
    policy=resolved(PolicySettings()),
)
NOON = datetime(2026, 11, 9, 12, tzinfo=UTC)


def found(text: str, school: School = SCHOOL, **fields: Any) -> list[Finding]:
    post = Post("1", Platform.X, text, Direction.OWN, account="larkmereprimary", published_at=NOON, **fields)
    return OwnRules().examine([post], school, NoMedia())[0]


def labels(text: str, **fields: Any) -> set[Label]:
    return {finding.label for finding in found(text, **fields)}


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(
            "Year 4 are off to Castle Combe tomorrow! We leave at 8.30am and picnic by the moat at noon.",
            id="tomorrow, a place, a time",
        ),
        pytest.param("Reception visit the fire station on Thursday at 10am, come and wave!", id="a weekday and a time"),
        pytest.param("Next week Year 6 are staying at Hollin Bank Lodge from Monday to Friday.", id="where they sleep"),
        pytest.param(
            "Every Wednesday from 1.30 our Year 4 pupils walk to the leisure centre along Mill Lane.", id="a habit"
        ),
        pytest.param(
            "Our choir will be at Larkmere station at 9.15 to catch the train to London on Friday.", id="a platform"
        ),
        pytest.param("Tue 4 Nov: Year 4 swimming, Aqua Centre, 1.30.", id="a line of a diary"),
        pytest.param("Year 6 go to Ferncliffe Hall from 12 to 16 October: climbing and canoeing.", id="told as news"),
        pytest.param("Year 1 and Year 4 are going to the panto on 11 December, 1.30 performance!", id="a performance"),
        pytest.param("Our choir sings at Larchfield care home on Thursday at 2pm.", id="a care home"),
        pytest.param(
            "Cluster cross country at Fallow Park this Friday: our runners start at 1.40.", id="a cluster race"
        ),
        pytest.param("Off to Castle Hill tomorrow! Year 4 will sketch from ten until lunch.", id="hours in words"),
        pytest.param("The ski party flies from Leeds at 06:10 on 13 February.", id="a flight"),
        pytest.param("Look out for our Year 6s outside Boots on Friday at noon.", id="a shop's front"),
        pytest.param("Our girls' team train at the Meadows every Wednesday after school.", id="training each week"),
        pytest.param("The expedition camps at Dufton on Saturday night.", id="a camp"),
        pytest.param("Our walking bus goes along Tib Lane from the Co-op at 8.05 every morning.", id="a walking bus"),
        pytest.param("Year 4 are den building in Foxley Wood all day Thursday.", id="a whole day"),
        pytest.param("Coach 2 is late: Year 4 now due at the lay-by on Moor Road at 5.40.", id="a late coach"),
        pytest.param("Our choir sings in the precinct at half four this Thursday.", id="a precinct"),
        pytest.param("Bikeability for Year 6 sets out from the lychgate at 9.30 on Monday.", id="cyclists"),
        pytest.param("Nursery are popping to the post office on Friday morning at half nine.", id="a short walk"),
    ],
)
def test_where_children_will_be_is_held(text: str) -> None:
    assert labels(text) == {Label.LOCATION_EXPOSED}


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("Year 4 had a wonderful day at Castle Combe yesterday.", id="it is over"),
        pytest.param("Our Year 6 pupils are home safe from Hollin Bank Lodge, tired and muddy.", id="they are home"),
        pytest.param("The gates open at 8.40am tomorrow as usual.", id="the school's own hours"),
        pytest.param("Our open morning is on Friday at 9.30am. Come and look round.", id="an invitation"),
        pytest.param("Parents' evening is on Tuesday from 4pm until 7pm.", id="parents' evening"),
        pytest.param(
            "Tickets for the concert at St Mary's church on Friday at 6pm are in the office.", id="a public concert"
        ),
        pytest.param("A letter about the trip to the museum went home today.", id="details by letter"),
        pytest.param("We are learning about castles and rivers this term.", id="a topic"),
        pytest.param(
            "Year 4 walked to the post office on Thursday. The queue was very patient.", id="a walk that is over"
        ),
        pytest.param("The mobile library visits us every second Tuesday at 11.", id="a visit to us"),
        pytest.param("PTA coffee morning at the Tea Barn, Thursday 10am. Grown-ups only!", id="for grown-ups"),
        pytest.param("The trip money for the museum is due by 1 October.", id="money for a trip"),
        pytest.param("Family picnic in Quarry Park, Sunday from noon. Everybody welcome.", id="families together"),
    ],
)
def test_what_is_over_or_for_everybody_is_clean(text: str) -> None:
    assert labels(text) == set()


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("New gate code from Monday: 5527. Please tell grandparents.", id="a gate code"),
        pytest.param("The door code is C1840X until half term.", id="letters and digits"),
        pytest.param("The wifi password for the fair is Larkmere22", id="a password"),
        pytest.param("The spare key is under the blue flowerpot by the shed.", id="a key"),
        pytest.param("Gate rota this week: Mon Mr Pryce, Tue Mrs Rowe, Wed nobody until 8.40.", id="a rota"),
        pytest.param("Our CCTV is out of order this week, sorry.", id="no cameras"),
        pytest.param("If you arrive late, the keypad by the kitchen takes 6620.", id="a keypad"),
        pytest.param("Press C then 2580 on the side entrance and push hard.", id="keys to press"),
        pytest.param("The bike shed combination is back to 1-2-3-4.", id="digits apart"),
        pytest.param("For the hamster cam sign in as nursery, password hammy.", id="a camera's login"),
        pytest.param("The lock on the bottom gate is still bust so just lift the latch.", id="a broken lock"),
        pytest.param("The keypad sticks: press 2 and 7 together, then 9.", id="keys pressed together"),
        pytest.param("The spare key lives under the third plant pot.", id="where a key lives"),
        pytest.param("Go round by the bins; the kitchen door is never locked before four.", id="a door never locked"),
        pytest.param("New gate number! Think of the year we were founded, backwards.", id="a riddle that tells a code"),
        pytest.param("Until the engineer comes the hall is not alarmed.", id="no alarm"),
        pytest.param("Nobody will be setting the alarm at night this week.", id="nobody to set it"),
        pytest.param("Exam papers are in the drama cupboard until the safe is mended.", id="where papers lie"),
        pytest.param("There is only Helen on site over the bank holiday.", id="one person on site"),
        pytest.param("The intercom hasn't worked since the storm.", id="an intercom that has not worked"),
        pytest.param("The office will just buzz in anyone who rings.", id="anybody is let in"),
        pytest.param("The master key hangs on the hook behind the photocopier.", id="a master key"),
        pytest.param("Same door as ever, and the code is still the feast day.", id="a code that stays"),
        pytest.param("The new padlock is the last four digits of our number.", id="a riddle of digits"),
        pytest.param("The lift code is written on the noticeboard.", id="where a code is written"),
        pytest.param("The window by the sandpit is usually open.", id="a window that is open"),
        pytest.param("We can't lock the field gate at weekends.", id="a gate that cannot be locked"),
        pytest.param("The side door keypad is reset: it is the date of the great storm.", id="a riddle of a date"),
        pytest.param("There is a hole in the fence behind the bins.", id="a hole in the fence"),
        pytest.param("The fob reader isn't working, so the entrance is propped open.", id="a door propped open"),
        pytest.param("The school is empty between 4 and 6 on Fridays.", id="when nobody is there"),
        pytest.param("We are all at a party on Friday, so there won't be a soul in the building.", id="not a soul"),
        pytest.param(
            "The alarm company cannot come before Tuesday so it is switched off until then.", id="an alarm off"
        ),
        pytest.param("Mrs Ashdown opens up alone at 6.45 every morning.", id="somebody alone"),
        pytest.param("We are down to one member of staff after 5pm this week.", id="one adult left"),
        pytest.param("All sixty laptops live in the unlocked cupboard by the hall.", id="where the laptops are"),
    ],
)
def test_what_weakens_the_site_is_a_breach(text: str) -> None:
    (finding,) = found(text)
    assert (finding.label, finding.level) == (Label.SECURITY_DISCLOSURE, Level.ALERT)


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("Scan the QR code 4471 on the poster to book.", id="a code to scan"),
        pytest.param("Code Club starts again on Tuesday 12 January.", id="Code Club"),
        pytest.param("The fire alarm will be tested on Friday at 10am.", id="a fire drill"),
        pytest.param("Our password for the treasure hunt is marmalade.", id="a game"),
        pytest.param("Call the office on 01632 960145 to ask for the code.", id="no code said"),
        pytest.param("Our postcode is LK4 7AB.", id="a postcode"),
        pytest.param("The lock on the garden has been mended and the new fence is up.", id="mended"),
        pytest.param("Please do not share the gate code with anyone.", id="advice on codes"),
        pytest.param("Passwords: three random words, our online safety lesson says.", id="advice on passwords"),
        pytest.param("If the gate is shut, ring the bell and wait.", id="how to come in"),
        pytest.param("Our new gate opened in 2026 and it is green.", id="a year beside a gate"),
        pytest.param("Our caretaker has built the stage single-handed.", id="work done alone"),
        pytest.param("The photocopier is broken again.", id="a broken photocopier"),
        pytest.param("Our reading rota needs two more volunteers.", id="helpers' rota"),
        pytest.param("School is closed for half term. See you on 2 November.", id="a holiday"),
    ],
)
def test_a_code_that_opens_nothing_is_clean(text: str) -> None:
    assert labels(text) == set()


@pytest.mark.parametrize(
    ("text", "subtype"),
    [
        pytest.param("Miss Desai is off sick with stress, so Year 4 have a supply teacher.", None, id="a teacher's illness"),
        pytest.param("Text Mr Pryce on 07700 900417 about football.", None, id="a teacher's mobile"),
        pytest.param("Get well soon Mrs Rowe!", None, id="get well"),
        pytest.param("Well done Alba, who managed her first week without her epilepsy medication.", "child", id="health, with a name"),
        pytest.param("One of our Year 1 boys has ADHD and won the kindness cup.", "child", id="health, one child"),
        pytest.param("Sadly a Year 6 girl was excluded this week for fighting.", "child", id="behaviour"),
        pytest.param("Nappy changing has never been so much fun in Acorns.", "undignified", id="nappies"),
        pytest.param("Off to the pool: getting changed takes longer than the lesson!", "undignified", id="changing"),
        pytest.param("A crying toddler at the gate this morning, bless.", "distressed", id="a crying child"),
        pytest.param("Miss Desai is off again with her back, so cold lunches.", None, id="a bad back"),
        pytest.param("Mr Pryce turns 50! Leave a card at 14 Larch Grove.", None, id="a teacher's address"),
        pytest.param("Mr Pryce, who can't be on more than £20k, bought ice creams.", None, id="a teacher's pay"),
        pytest.param("Helen drives a red Fiat, parked by the gate.", None, id="a colleague's car, by first name"),
        pytest.param("Mr Pryce knows what is wrong now: it is Crohn's, and tablets help.", None, id="a diagnosis"),
        pytest.param("Mr Pryce is moving house! Find him at 14 Tanner's Row.", None, id="a street with an apostrophe"),
        pytest.param("Miss Desai leaves early as her marriage has broken down.", None, id="a marriage"),
        pytest.param("Mr Pryce has moved in above the chip shop on Larch Grove.", None, id="where a teacher lives"),
        pytest.param("Look for the blue Corsa (LK19 WQI) that Miss Desai parks there.", None, id="a number plate"),
        pytest.param("Everyone is thinking of Alba, who lives with her nan for now.", "child", id="with her nan, named"),
        pytest.param("Alba has chickenpox, so no school for a week.", "child", id="an illness"),
        pytest.param("One of our boys has been placed with a new family nearby.", "child", id="a new family"),
        pytest.param("Mrs Rowe retires early because of her nerves.", None, id="why a teacher leaves"),
        pytest.param("One pupil in Year 4 cannot be near eggs, ever.", "child", id="an allergy in other words"),
        pytest.param("Alba has been brave since her dad went to prison.", "child", id="a father in prison"),
        pytest.param("Alba is with her grandma on Canal Street until Mummy is better.", "child", id="where a child stays"),
        pytest.param("Ravi had a tricky week and spent Wednesday in the calm room.", "child", id="a tricky week"),
        pytest.param("Ravi managed a whole day without hitting anybody.", "child", id="no longer hitting"),
        pytest.param("The boy in Year 4 with the feeding tube went down the slide!", "child", id="a feeding tube"),
        pytest.param("One of our little ones had a toilet accident on stage.", "undignified", id="an accident"),
    ],
)  # fmt: skip
def test_private_matters_are_told(text: str, subtype: str | None) -> None:
    told = [finding for finding in found(text) if finding.label is Label.PERSONAL_DETAIL]
    assert subtype in {finding.subtype for finding in told}
    for finding in told:
        assert finding.spans
        assert "Alba" not in finding.reason


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("World Autism Acceptance Week: our assembly was about how brains differ.", id="awareness"),
        pytest.param("Please keep nuts out of lunch boxes: several children have allergies.", id="a request to all"),
        pytest.param("The school nurse is in on Wednesday.", id="the school nurse"),
        pytest.param("We raised £200 for the children's cancer ward.", id="fundraising"),
        pytest.param("Goodbye and good luck to Miss Desai, who is moving to Leeds.", id="a farewell"),
        pytest.param("Our new toilets are open at last.", id="new toilets"),
        pytest.param("Not a dry eye at the leavers' assembly.", id="tears of pride"),
        pytest.param("April showers did not stop our snail hunt.", id="showers"),
        pytest.param("We adopted a penguin at the zoo.", id="an adopted penguin"),
        pytest.param("Say hello to Alba, the school's new therapy dog.", id="a therapy dog"),
        pytest.param("Alba leaves, acorns: please send in your treasures.", id="send is not SEND"),
        pytest.param("The polisher that Mr Pryce drives is the best in the county.", id="no car"),
        pytest.param("Mrs Ashdown has had her baby: a boy, both well.", id="a birth announced"),
        pytest.param("Goodbye Betty, our lollipop lady. Her funeral is on the 14th.", id="an adult's funeral"),
        pytest.param("Alba broke her own record on Wednesday.", id="a record broken"),
        pytest.param("Doreen of the lunch club felt well looked after by the children.", id="looked after at lunch"),
        pytest.param("Potty training tips are on the website.", id="advice for parents"),
        pytest.param("Finding out who Boudicca was, and why nobody would fight with her.", id="history"),
        pytest.param("A kestrel was adopted by Year 1; she lives at the sanctuary.", id="an adopted bird"),
        pytest.param("Vacancy: lunchtime supervisor, £12 an hour.", id="a vacancy"),
    ],
)
def test_talk_of_the_matter_itself_is_clean(text: str) -> None:
    assert labels(text) == set()


@pytest.mark.parametrize(
    ("tag", "allowed", "expected"),
    [
        pytest.param("LoveIsland", (), True, id="a borrowed trend"),
        pytest.param("VoteLabour", (), True, id="politics"),
        pytest.param("follow4follow", (), True, id="begging for followers"),
        pytest.param("BlackFridayDeals", (), True, id="trade"),
        pytest.param("WorldBookDay", (), False, id="a fitting one"),
        pytest.param("Winter", (), False, id="begins like a trend"),
        pytest.param("BetterTogether", (), False, id="begins like betting"),
        pytest.param("StrikeAPose", (), False, id="begins like a strike"),
        pytest.param("OddSocksDay", (), False, id="begins like odds"),
        pytest.param("StopTheBullying", (), False, id="begins like a campaign"),
        pytest.param("EveryVoteCounts", (), False, id="a school's own vote"),
        pytest.param("ReadyToGo", (), False, id="ends like a slogan"),
        pytest.param("Vote_Green_Party", (), True, id="politics, with signs between"),
        pytest.param("StopTheBoats", (), True, id="a campaign"),
        pytest.param("DogecoinToTheMoon", (), True, id="a coin"),
        pytest.param("PaddyPower", (), True, id="a betting shop"),
        pytest.param("Fuckyeah", (), True, id="crude"),
        pytest.param("Hungover", (), True, id="drink"),
        pytest.param("LikeAndShareToWin", (), True, id="begging for shares"),
        pytest.param("WorldBookDay", ("LarkmereLearns",), True, id="off the school's list"),
        pytest.param("#larkmerelearns", ("LarkmereLearns",), False, id="on the list, written otherwise"),
        pytest.param("Strictly", ("Strictly",), False, id="the school allows it"),
    ],
)
def test_hashtags(tag: str, allowed: tuple[str, ...], expected: bool) -> None:
    school = replace(SCHOOL, policy=resolved(PolicySettings(hashtags_allowed=allowed)))
    told = found("A good day.", school, hashtags=(tag,))
    assert [finding.label for finding in told] == ([Label.HASHTAG] if expected else [])
    assert all((finding.where, finding.level) == (Where.HASHTAG, Level.REVIEW) for finding in told)


@pytest.mark.parametrize(
    ("switch", "value", "text", "level"),
    [
        pytest.param("trips_in_advance", "allow", "Year 4 leave for the zoo tomorrow at 9am.", None, id="allowed"),
        pytest.param("security_details", "hold", "Gate code: 5527", Level.REVIEW, id="held instead of breached"),
        pytest.param(
            "distressed_children", "allow", "A crying toddler at the gate this morning.", None, id="not judged"
        ),
    ],
)
def test_the_schools_switches_decide(switch: str, value: str, text: str, level: Level | None) -> None:
    school = replace(SCHOOL, policy=resolved(PolicySettings.model_validate({switch: value})))
    assert [finding.level for finding in found(text, school)] == ([level] if level else [])


def test_alt_text_title_and_repeated_words_are_read_too() -> None:
    assert labels("A good day.", title="Gate code: 5527") == {Label.SECURITY_DISCLOSURE}
    assert labels("So true.", repost_of=Repost("Gate code: 5527")) == {Label.SECURITY_DISCLOSURE}
    assert labels("Learning.", images=(Picture("a.jpg", "A child on the potty"),)) == {Label.PERSONAL_DETAIL}


def test_a_post_about_the_school_is_not_judged_by_its_policy() -> None:
    post = Post("1", Platform.X, "Gate code: 5527", published_at=NOON)
    assert OwnRules().examine([post], SCHOOL, NoMedia()) == [[]]


def test_a_tag_in_the_text_is_read_as_one_of_the_list() -> None:
    (finding,) = found("Friday! #Hungover #snowday")
    assert (finding.label, finding.where, finding.spans) == (Label.HASHTAG, Where.TEXT, ((8, 17),))
    assert len(found("Friday! #Hungover", hashtags=("hungover",))) == 1
