"""Words so plain that a person must look today, and harmless words that look like them."""

from __future__ import annotations

import time

import pytest
from larkmere_school import LARKMERE, mention

from classifiers.plain_risk import plain_risk
from classifiers.registry import examine
from data.records import Repost
from data.words import Label, Level, Where

PLAIN = [
    "Lovely fair on Saturday, the cakes were great. Heard one of the year 8s is bringing a knife on Monday to stab Tyler. Anyway see you at the quiz.",
    "What a week! Rain again. My lad says a boy in his form has a blade in his bag and keeps showing people. Has anyone got the PE timetable?",
    "ok so jayden says he's going to stab sir at lunch lol also whats the maths hw",
    "She told me her brother is coming to school with a machete to get Kian",
    "There's a kid with a knife in his coat on the 47 bus now",
    "He said he would shoot up the school",
    "someone's going to get stabbed at the gates tomorrow",
    "My son was threatened with a knife in the toilets at lunch",
    "A boy pulled a knife on my daughter walking home",
    "he pulled out a blade in the changing rooms",
    "lad in year 9 had a knife on him today",
    "They found a knife in his locker and nobody called us",
    "bringing my dads gun tmrw u better not come in",
    "I'm going to burn down that school with everyone in it",
    "gonna throw acid on her on friday",
    "im gonna kill mr hale tomorrow at the gates",
    "planning to stab someone in the year above",
    "he keeps threatening to stab my son",
    "He has been asking girls for nudes on snap",
    "Great disco. One thing: a sixth former keeps asking my year 8 daughter for pics in her underwear.",
    "the TA touched my daughter in the toilets",
    "Mr X has been messaging girls at night on snapchat",
    "she was groped on the bus by a year 11",
    "a boy put his hand up her skirt in maths",
    "Coach is sleeping with a pupil",
    "someone is sharing nudes of a year 9 girl in the group chat",
    "a man is exposing himself to kids by the fence",
    "she's meeting a man off snapchat on saturday",
    "he has been raped by an older boy at the boarding house",
    "A teacher kissed a year 10 girl behind the theatre",
    "He filmed girls in the changing rooms",
    "my niece says he made her send naked pictures",
    "I want to kill myself and nobody at this school cares",
    "my daughter took an overdose last night because of the bullying",
    "She is cutting herself again and school know",
    "Thanks for the lovely concert! PS a boy told my son he has a knife and will use it",
    "there's a lad outside with a baseball bat waiting for someone",
    "he's got a BB gun in his rucksack",
    "kid pulled a screwdriver on another pupil",
    "has a hit list of teachers",
    "threatened to stab her",
    "my cousin gonna come n stab him up at home time",
    "He told them he'd bring a knife and stab the first person he saw",
    "brought a flick knife into year 7 science",
    "knife in school today again, my son saw it",
    "Uncle sends her pictures of himself naked",
    "Ryan is bringing a knife into school tomorrow",
    "a year 10 has a blade on him and says he'll stab Callum",
    "my boy heard a lad say he's got a knife in his bag",
    "someone in his class pulled a penknife on a kid at break",
    "he says he is coming to the school with a gun on Friday",
    "they found a machete behind the bike sheds and it belongs to a pupil",
    "she's going to shank the girl who posted that video",
    "kid on the bus was showing off a big kitchen knife",
    "going to stab the deputy head after assembly",
    "some older boys with knives are waiting at the gates for Jay",
    "the lad from the flats says he will shoot everyone in year 9",
    "he threatened my daughter with a Stanley knife",
    "I heard he carries a lock knife every day",
    "a parent came in waving a knife at the office",
    "there's going to be a stabbing at home time, two crews meeting at the park",
    "one of them told my son he would slit his throat on Monday",
    "he has made a list of who he'll kill first",
    "the boy who brought the BB gun is back in class",
    "he's bringing petrol to burn the place down",
    "a man outside the gates has an axe in his van and is shouting about the head",
    "a TA keeps touching girls in the library",
    "the caretaker asked my daughter for a photo in her bikini",
    "boys in year 9 are passing round naked pictures of a classmate",
    "my son's coach sent him a picture of his private parts",
    "he put his hand up her skirt on the trip",
    "a sixth former has been having sex with a year 8",
    "the music teacher is texting my 13 year old at midnight telling her she's beautiful",
    "someone is asking year 6 girls on Snapchat to undress on camera",
    "a teacher kissed my daughter in the store cupboard",
    "she was sexually assaulted behind the sports hall",
    "a grown man from a game is coming to meet my son at the gates",
    "they filmed her in the changing rooms and posted it",
    "an older boy forced him to touch him in the toilets",
    "the bus driver grooms the girls with vapes and lifts",
    "he showed porn to the year 3s on his phone",
    "he flashes at kids from the car park",
    "that coach takes boys home and gives them alcohol and films them",
    "girls are being paid for nudes by someone called Kev",
    "the volunteer has been fondling kids at swimming",
    "she told me her uncle gets into her bed at night",
    "my friend says she's going to kill herself tonight",
    "he took a load of paracetamol after the detention",
    "she's been cutting her arms in the toilets again",
    "I don't want to be alive anymore and school just laughs",
    "he told his mum he wants to end it because of year 8",
]
HARMLESS = [
    "The kids used a knife and fork properly for the first time",
    "Stabbing pains in my knee after the sponsored run",
    "Has anyone got the cake knife from the fair",
    "Year 9 made a wooden knife rack in D&T",
    "A boy was stabbed at a school in Leeds, awful news",
    "Police said a knife was found in the park",
    "She killed it at the assembly",
    "the acid test will be the inspection",
    "Bring a plastic knife for the pumpkin carving",
    "Please bring a butter knife for the salad lesson",
    "the drama group stabbed Caesar with foam swords, brilliant",
    "He took a stab at the maths challenge",
    "I'll kill him if he's lost another jumper",
    "mum is going to kill me",
    "the queue made me want to die of boredom",
    "We will be using glue guns in art",
    "The bus was murder",
    "Whoever designed that car park should be shot",
    "She nearly died laughing",
    "photo shoot for the prospectus on Monday",
    "school photos: they took pictures of the kids in uniform",
    "I was touched by the kindness",
    "The nativity touched us all",
    "Dog groomer at the fair",
    "Grooming and online safety evening on Tuesday",
    "our vet grooms cats and the reception class loved it",
    "He shot the winning goal",
    "the penalty shoot out was brilliant",
    "Y6 shot a film about the town",
    "We sent a photo of the children to the paper",
    "kids took photos of girls team winning the cup",
    "share your photos of sports day",
    "sending pictures of the trip tonight",
    "he kissed the girls and made them cry, nursery rhyme day",
    "My son kissed the frog prince in the play",
    "Mrs Hale texts parents at night about kit and it's too much",
    "the teacher touched her shoulder gently to get her attention",
    "They cut themselves off from the PTA",
    "cutting hair",
    "he cut himself on the paper",
    "Bring a hammer for the shed building day",
    "They carry a big bat to cricket",
    "baseball bat and ball for sports day",
    "he's got a bow and arrow for the Robin Hood play",
    "Can I take a knife in for my son's birthday cake on Friday?",
    "Lost: a Swiss army knife at scout camp",
    "Chef showed pupils knife skills",
    "kitchen knives need replacing in food tech",
    "A knife-edge win for the under 12s",
    "they had acid reflux",
    "the head has a gun-slinger approach to emails",
    "bring petrol money for the trip",
    "gun carriage parade at the war memorial",
    "the cadets marched with rifles",
    "she got a hammer for her birthday",
    "he's been messaging the girls' football team about kit",
    "a nude painting in the art block, get over it",
    "the old man kissed his wife goodbye at the gate",
    "knives out for the head again at the governors meeting",
    "They'll crucify him at the meeting",
    "Ofsted butchered them",
    "the reading scheme is killing my kid",
    "my DD wants to be here all summer, she loves it",
    "watch out for the man with the lollipop",
    "Anyone got a baby gun costume",
    "loved the murder mystery night",
    "He brought a toy gun in for world book day",
    "Nerf gun party at the hall",
    "he took a shotgun approach to homework",
    "Debunked: there was NOT a knife at school, it was a ruler. He had a knife in his bag, they said. Stop sharing.",
    "A man has been jailed after he was caught sending nudes of a pupil in another county",
    "How to spot grooming and what to do if somebody asks your child for naked pictures: NSPCC evening, Weds 6pm",
    "He found a blade of grass shaped like a heart",
    "They found a plastic knife in the sandpit",
    "a list of who he'll get for the five a side",
    "took the kids home and watched films",
    "the heat will kill everyone at sports day",
    "Mr Hale will burn the house down with that flambé",
    "they burn the toast up there",
    "We don't want to live in a town without a library",
    "I don't want to wake up early in the holidays",
    "pictures of their bodies on the anatomy poster in biology lesson",
    "he asked the girls to take off their muddy boots",
    "Ask your kids to strip the beds before the trip",
    "the nurse came into her room when she was ill",
    "a man from the council is coming to meet the head",
    "a bloke off the telly is coming to open the fair",
    "the man from the app company came to meet year 9",
    "slit in her skirt, uniform rules are daft",
    "cut his throat shaving",
    "he cut her legs out from under her in hockey",
    "cutting his arms off the jumper to make a vest",
    "she went to bed with her teddy when she was poorly",
    "we had the boys over for pizza and films",
    "Sexual health clinic drop in Thursday",
    "he made her touch her toes in PE",
    "the film shows porn stars? no, POND stars, lovely newts",
    "took a list of names who will get flu jabs",
    "She carries a hammer for geology club",
    "My son brought home a knife from woodcraft folk, sheathed, allowed",
    "penknife found in the woods at Beavers, handed to the leader",
    "He'll be the death of me",
    "found guns N roses t-shirt in lost property",
    "toy guns banned at the disco",
    "she was shot down by the governors",
    "They were axed, three TA posts with an axe to grind",
    "has an axe to grind",
    "took the knife to the budget",
    "the head has taken an axe to the music budget",
    "brought knives to be sharpened at the repair cafe",
    "he has guns like Popeye after the gym",
    "kids with guns is an album by Gorillaz",
    "had a blade runner costume",
    "with a heavy heart and an axe for firewood the scouts set off",
]
TALK = "Lovely fair on Saturday, the cakes were great and the nativity was a triumph. {} Anyway, see you at the quiz night."


@pytest.mark.parametrize("text", PLAIN)
def test_plain_words_are_found_alone_and_amid_small_talk(text: str) -> None:
    assert plain_risk(mention(text))
    assert plain_risk(mention(TALK.format(text + ".")))


@pytest.mark.parametrize("text", HARMLESS)
def test_words_that_look_like_them_are_not(text: str) -> None:
    assert plain_risk(mention(text)) is None


def test_the_finding_is_an_alert_whatever_the_model_makes_of_it_and_says_which_words() -> None:
    words = "bringing a knife on Monday to stab Tyler"
    post = mention(TALK.format(f"My lad says one of the year 8s is {words}."), title="Larkmere Primary parents")
    (finding,) = [f for f in examine([post], LARKMERE)[0].findings if f.label is Label.SAFEGUARDING]
    assert finding.level is Level.ALERT
    assert finding.reason == "may show a weapon or planned violence"
    ((start, end),) = finding.spans
    assert "bringing a knife" in post.text[start:end]


def test_what_a_post_repeats_is_read_too() -> None:
    found = plain_risk(mention("Has anybody seen this?", repost_of=Repost("I will stab him at the gates tomorrow")))
    assert found is not None
    assert found.where is Where.REPOST


def test_hostile_length_takes_no_time() -> None:
    hostile = ["with a " * 5_000, "bringing " * 5_000, "knife in " * 5_000, "messaging girls " * 3_000, "a" * 100_000]
    began = time.perf_counter()
    for text in hostile:
        plain_risk(mention(text))
    assert time.perf_counter() - began < 2
