"""What becomes of every file of real payloads that developers are given: N posts, an error, or "not a post payload".

The files are not part of this repository; where they lie beside it, each must have its row here, and each row its file.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pytest

from pipelines.parse import parse_file

SHARED = Path(__file__).parents[3] / "shared" / "payloads"

FOLDERS = {
    "x": "x",
    "instagram_graph": "instagram",
    "instagram_web": "instagram_public",
    "google_business": "google_business",
    "google_places": "google_places",
    "mumsnet": "mumsnet",
    "reddit": "reddit",
    "google_alerts": "feeds",
}
"""Folder of payloads: source key."""


@dataclass(frozen=True)
class Outcome:
    """`says`: what each line on standard error contains, in order."""

    posts: int
    exit_code: int
    says: tuple[str, ...] = ()


def posts(number: int, *says: str, exit_code: int = 0) -> Outcome:
    return Outcome(number, exit_code, says)


def error(*says: str) -> Outcome:
    return Outcome(0, 2, says)


def no_posts(*reasons: str) -> Outcome:
    return Outcome(0, 2, tuple(f"not a post payload: {reason}" for reason in reasons))


TOKEN = "interaction 1: UnexpectedFormat: not a post payload: an OAuth token exchange"
README = error("neither JSON nor a web page or feed")

OUTCOMES = {
    # 169 counts are no posts; timelines and searches were counted in the files' own `result_count`.
    "x/create_and_get_compliance_job_and_jobs.json": no_posts(*["a compliance job"] * 3),
    "x/docs_activity_post_delete.json": no_posts("an activity event (post.delete)"),
    "x/docs_error_forms.json": posts(
        1, "answer 1: UnexpectedFormat: X answered with an error", "answer 3: RateLimited: X asks to wait", exit_code=1
    ),
    "x/get_home_timeline.json": posts(98),
    "x/get_recent_tweets_count.json": no_posts("counts of posts"),
    "x/get_tweets.json": posts(2),
    "x/get_users_mentions.json": posts(10),
    "x/get_users_tweets.json": posts(2),
    "x/search_recent_tweets.json": posts(10),
    "x/sns_expansions.json": no_posts("what goes with posts (includes), without the posts"),
    "x/sns_media.json": no_posts("a picture's description"),
    "x/sns_search_tweets_query.json": posts(4),
    "x/sns_timeline_tweets.json": posts(5),
    "x/sns_tweet.json": posts(1),
    "x/sns_tweets_counts_recent_resp.json": no_posts("counts of posts"),
    "instagram_graph/discovery__medias_p1.json": posts(2),
    # Hashtag media were recorded without caption, user name and time: posts with an id and no words.
    "instagram_graph/hashtags__hashtag_recent_medias_p1.json": posts(5),
    "instagram_graph/hashtags__hashtag_recent_medias_p2.json": posts(5),
    "instagram_graph/medias__children.json": no_posts("the pictures of one album, which come with their post"),
    "instagram_graph/medias__comments_p1.json": posts(2),
    "instagram_graph/medias__comments_p2.json": posts(2),
    "instagram_graph/medias__media_default.json": posts(1),
    "instagram_graph/users__hashtag_search.json": no_posts("hashtags"),
    "instagram_graph/users__medias_p1.json": posts(2),
    "instagram_graph/users__mentioned_comment.json": posts(1),
    "instagram_graph/users__mentioned_media.json": posts(1),
    "instagram_graph/users__recently_searched_hashtags.json": no_posts("hashtags"),
    "instagram_graph/users__tagged_medias.json": posts(5),
    "instagram_web/error_bodies.json": error(
        "answer 1: RateLimited: Instagram asks to wait a few minutes",
        "answer 2: SourceRefused: Instagram refuses logged-out visitors here (login_required)",
        "answer 3: UnexpectedFormat: Instagram refused the question",
        "answer 4: SourceRefused: Instagram refuses logged-out visitors here (feedback_required)",
        "answer 5: SourceRefused: Instagram refuses logged-out visitors here (checkpoint_required)",
    ),
    "instagram_web/login_wall.html": error("SourceRefused: Instagram shows"),
    # The capture holds the profile's details only; its posts come by a second question.
    "instagram_web/profile_public_loggedout_2026-08.html": no_posts("a profile's details"),
    "google_business/reviews_list_empty_page_with_next_token.json": posts(0),
    "google_business/reviews_list_last_page.json": posts(2),
    "google_places/schema_review.json": no_posts("a schema of the API, not an answer of it"),
    "mumsnet/SYNTHETIC_thread_2022_23layout.html": posts(3),
    "mumsnet/SYNTHETIC_topic_list_2023layout.html": no_posts("a list of threads"),
    "mumsnet/thread_page1_25posts_2019layout.expected.json": no_posts("JSON, where a page of Mumsnet was due"),
    "mumsnet/thread_page1_25posts_2019layout.html": posts(25),
    "reddit/TestComment.test_refresh__raises_exception.json": posts(4, TOKEN),
    "reddit/TestInbox.test_mentions.json": posts(16, TOKEN),
    "reddit/TestInbox.test_message__unauthorized.json": error(
        TOKEN, "interaction 2: SourceRefused: Reddit refuses access (HTTP 403)"
    ),
    "reddit/TestObjector.test_raise_api_exception.json": error(
        TOKEN, "interaction 2: SourceRefused: Reddit refused the request (USER_REQUIRED)"
    ),
    # 41 comments and 39 submissions; the 40 communities in the same answers are no posts.
    "reddit/TestReddit.test_info.json": posts(80, TOKEN),
    "reddit/TestSubmission.test_comments.json": posts(3, TOKEN),
    "reddit/TestSubreddit.test_search.json": posts(6, TOKEN),
    "reddit/TestSubredditListings.test_comments.json": posts(25, TOKEN),
    "reddit/TestSubredditListings.test_new.json": posts(25, TOKEN),
    "google_alerts/alert_2entries_2026-08-14.xml": posts(2),
    "google_alerts/alert_empty.xml": posts(0),
} | {f"{folder}/README.md": README for folder in FOLDERS}


def test_a_row_says_how_it_ends() -> None:
    for name, outcome in OUTCOMES.items():
        assert outcome.posts or outcome.says or outcome.exit_code == 0, name


if SHARED.is_dir():

    def test_every_file_has_a_row_and_every_row_its_file() -> None:
        files = {f"{folder}/{path.name}" for folder in FOLDERS for path in (SHARED / folder).iterdir()}
        assert files == set(OUTCOMES)

    @pytest.mark.parametrize("name", OUTCOMES)
    def test_a_payload_has_the_outcome_in_its_row(name: str) -> None:
        expected = OUTCOMES[name]
        found = parse_file(FOLDERS[name.split("/", maxsplit=1)[0]], (SHARED / name).read_bytes())
        assert len(found.posts) == expected.posts
        assert len(found.errors) == len(expected.says)
        for line, says in zip(found.errors, expected.says, strict=True):
            assert says in line
        assert found.exit_code == expected.exit_code
        assert all(post.id for post in found.posts)
