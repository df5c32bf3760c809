"""Learning from a school's corrections: what teaches, what never does, and that nothing changes unless accepted."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
from larkmere_school import LARKMERE, mention
from opened_cases import mention as posted
from opened_cases import open_case, said
from sqlalchemy import func, select
from typer.testing import CliRunner

from classifiers.calibration import SHIFTS, SLOPES, fitted
from classifiers.registry import examine
from data.errors import InputError
from data.scoring import Calibration
from data.store.learning_tables import CalibrationRow, ShadowFindingRow
from data.store.posts import drop_text
from data.store.tables import CaseRow, ExaminationRow, PostRow
from data.words import CaseStatus, CloseReason, Label, Platform
from pipelines.case_acts import say_false_alarm
from pipelines.cases import change_status
from pipelines.cli import app
from pipelines.home import Home
from pipelines.import_posts import import_posts
from pipelines.registers import load_school
from pipelines.retrain import Lesson, accept, retrain, shadow_so_far, take_back

DSL, COMMS = "k.boateng", "l.pemberton"
WRONG, RIGHT = 8, 4
INSULT = "the head at Larkmere Primary is a moron"


def case_of(home: Home, number: int, *, platform: Platform, score: float) -> str:
    """Return the case of one abusive post with this score."""
    post = posted(f"{platform}-{number}", f"Words of the post {number} that no other post has: {number * 37}", platform)
    reference = open_case(home, post, said(Label.ABUSIVE))
    with home.store.writing() as session:
        row = session.scalars(select(PostRow).where(PostRow.native_id == post.id)).one()
        found = session.get(ExaminationRow, row.id)
        assert found is not None
        found.scores = {"abusive": score}
    return reference


def corrected(home: Home, *, platform: Platform = Platform.FACEBOOK, wrong: int = WRONG, right: int = RIGHT) -> None:
    """Let people say of findings of abuse that `wrong` of middling score were false alarms, and answer `right`."""
    for number in range(wrong):
        reference = case_of(home, number, platform=platform, score=0.7)
        say_false_alarm(home=home, viewer=COMMS, reference=reference, words="banter among friends")
    for number in range(wrong, wrong + right):
        change_status(
            home=home,
            viewer=COMMS,
            reference=case_of(home, number, platform=platform, score=0.97),
            status=CaseStatus.CLOSED,
            reason=CloseReason.REPLIED,
            words="answered",
        )


def abusive(lessons: tuple[Lesson, ...]) -> Lesson:
    return next(lesson for lesson in lessons if lesson.label is Label.ABUSIVE)


def stored(home: Home, table: type[CalibrationRow | ShadowFindingRow | CaseRow]) -> int:
    with home.store.reading() as session:
        return session.scalar(select(func.count()).select_from(table)) or 0


@pytest.mark.parametrize(
    ("scores", "right", "moves"),
    [
        pytest.param([0.7] * 8 + [0.95] * 4, [False] * 8 + [True] * 4, "down", id="middling scores were wrong"),
        pytest.param([0.7] * 3 + [0.6] * 20, [False] * 3 + [True] * 20, "up", id="nearly all were right"),
        pytest.param([0.7] * 5, [False] * 5, None, id="too few"),
        pytest.param([0.7] * 20, [True] * 20, None, id="nothing was wrong"),
        pytest.param([0.99] * 500, [False] * 500, "down", id="everything was wrong"),
    ],
)
def test_scores_move_as_corrections_say_and_never_far(
    scores: list[float], right: list[bool], moves: str | None
) -> None:
    found = fitted(scores, right)
    if moves is None:
        assert found is None
        return
    assert found is not None
    assert (found.of(0.7) < 0.7) is (moves == "down")
    assert SLOPES[0] <= found.slope <= SLOPES[1]
    assert SHIFTS[0] <= found.shift <= SHIFTS[1]
    assert found.before(found.of(0.6)) == pytest.approx(0.6)


def test_fitting_says_what_would_change_and_changes_no_score(home: Home) -> None:
    corrected(home)
    before = load_school(home=home, purpose="test")
    lesson = abusive(retrain(home=home, actor="test"))
    assert (lesson.wrong, lesson.right) == (WRONG, RIGHT)
    assert lesson.calibration is not None
    assert lesson.calibration.of(0.7) < 0.7
    assert lesson.then.alert <= lesson.now.alert
    assert lesson.now.alert + lesson.now.review + lesson.now.below == WRONG + RIGHT
    assert load_school(home=home, purpose="test").calibrations == before.calibrations == {}


def test_a_shadow_finding_is_stored_and_opens_no_case(home: Home) -> None:
    corrected(home)
    retrain(home=home, actor="test")
    cases = stored(home, CaseRow)
    import_posts(
        home=home,
        lines=[json.dumps({"id": "new", "platform": "facebook", "text": INSULT, "title": "Larkmere Primary parents"})],
        actor="test",
    )
    with home.store.reading() as session:
        (found,) = session.scalars(select(ShadowFindingRow)).all()
        shipped = session.get(ExaminationRow, found.post_id)
        assert shipped is not None
        assert found.score < shipped.scores["abusive"]
        assert found.level_now == "alert"
    assert stored(home, CaseRow) == cases + 1
    (line,) = shadow_so_far(home=home)
    assert (line.label, line.read) == (Label.ABUSIVE, 1)


@pytest.mark.parametrize("platform", [Platform.X, Platform.REDDIT])
def test_posts_from_x_and_reddit_teach_nothing(home: Home, platform: Platform) -> None:
    corrected(home, platform=platform)
    lesson = abusive(retrain(home=home, actor="test"))
    assert (lesson.wrong, lesson.right, lesson.calibration) == (0, 0, None)


def test_an_example_leaves_with_its_post(home: Home) -> None:
    corrected(home)
    with home.store.writing() as session:
        ids = session.scalars(select(PostRow.id).order_by(PostRow.id)).all()
        drop_text(session, ids[:2], why="retention")
    assert abusive(retrain(home=home, actor="test")).wrong == WRONG - 2


def test_what_the_shadow_found_leaves_with_its_post(home: Home) -> None:
    corrected(home)
    retrain(home=home, actor="test")
    line = json.dumps({"id": "new", "platform": "facebook", "text": INSULT, "title": "Larkmere Primary parents"})
    import_posts(home=home, lines=[line], actor="test")
    assert stored(home, ShadowFindingRow) == 1
    with home.store.writing() as session:
        drop_text(session, [row.post_id for row in session.scalars(select(ShadowFindingRow))], why="retention")
    assert stored(home, ShadowFindingRow) == 0


def test_only_the_safeguarding_lead_accepts_and_takes_back(home: Home) -> None:
    corrected(home)
    retrain(home=home, actor="test")
    for act in (accept, take_back):
        with pytest.raises(InputError, match="only the safeguarding lead"):
            act(home=home, viewer=COMMS)
    assert accept(home=home, viewer=DSL) == (Label.ABUSIVE,)
    assert Label.ABUSIVE in load_school(home=home, purpose="test").calibrations
    assert take_back(home=home, viewer=DSL) == 1
    assert load_school(home=home, purpose="test").calibrations == {}


def test_there_must_be_something_to_accept(home: Home) -> None:
    with pytest.raises(InputError, match="nothing stands in the shadow"):
        accept(home=home, viewer=DSL)


def test_fitting_again_replaces_the_shadow_and_accepting_again_replaces_what_was_accepted(home: Home) -> None:
    corrected(home)
    for _ in range(2):
        retrain(home=home, actor="test")
        accept(home=home, viewer=DSL)
    with home.store.reading() as session:
        statuses = sorted(session.scalars(select(CalibrationRow.status)))
    assert statuses == ["accepted", "ended"]


def test_an_accepted_calibration_moves_the_scores_of_its_label_alone() -> None:
    taught = replace(LARKMERE, calibrations={Label.ABUSIVE: Calibration(1.0, -2.0)})
    post = mention(INSULT, title="Larkmere Primary parents")
    moved, shipped = (examine([post], school)[0].scores for school in (taught, LARKMERE))
    assert moved[Label.ABUSIVE] < shipped[Label.ABUSIVE]
    assert moved[Label.DEFAMATORY] == shipped[Label.DEFAMATORY]
    assert moved[Label.SAFEGUARDING] == shipped[Label.SAFEGUARDING]


def test_no_correction_silences_plain_words_of_risk() -> None:
    taught = replace(LARKMERE, calibrations={Label.SAFEGUARDING: Calibration(0.5, -2.0)})
    said_plainly = examine([mention("im bringing a knife to Larkmere Primary tomorrow to stab him")], taught)[0]
    assert [f.level for f in said_plainly.findings if f.label is Label.SAFEGUARDING] == ["alert"]


@pytest.fixture
def command(home: Home, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Home:
    """A home that the command line finds."""
    monkeypatch.setenv("GOODNAME_KEY_FILE", str(tmp_path / "keys" / "school.key"))
    monkeypatch.setenv("GOODNAME_HOME", str(home.folder))
    return home


def test_the_command_says_what_would_change_and_then_what_the_shadow_found(command: Home) -> None:
    corrected(command)
    said = CliRunner().invoke(app, ["retrain", "--shadow"])
    assert said.exit_code == 0
    assert "8 corrections and 4 confirmations" in said.output
    assert "too few to learn from; nothing would change" in said.output
    fitted_now = json.loads(CliRunner().invoke(app, ["retrain", "--shadow", "--json"]).output)
    assert [lesson["label"] for lesson in fitted_now] == ["abusive", "defamatory", "safeguarding"]
    assert "in the shadow since" in CliRunner().invoke(app, ["retrain"]).output


def test_the_command_takes_one_option_at_a_time(command: Home) -> None:
    said = CliRunner().invoke(app, ["retrain", "--shadow", "--accept"])
    assert said.exit_code != 0
    assert "choose one" in str(said.exception)
