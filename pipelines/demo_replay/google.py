"""Google reviews: the owner's list (Business Profile v4), the public five of Places (New), and the token endpoint."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pipelines.demo_replay.world import Answer, Asked, World, page_of, source_file

PAGE = 8
"""Fewer than the 50 that may be asked for, so that the demo pages."""

_STARS = ("ONE", "TWO", "THREE", "FOUR", "FIVE")


class GoogleReplay:
    """Answers for Google."""

    def __init__(self, world: World) -> None:
        """Put the reviews into the shapes of the two interfaces."""
        self._world = world
        owned, public = source_file("google_business"), source_file("google_places")
        self._parent = f"{owned['account']}/{owned['location']}"
        self._owned = [self._owned_review(review, n) for n, review in enumerate(owned["reviews"])]
        self._place = self._place_details(public)

    def answer(self, asked: Asked) -> Answer | None:
        """Return Google's answer, or None when the request is not one for Google."""
        if asked.path == "/token" and asked.method == "POST":
            return Answer({"access_token": "demo-access-token", "expires_in": 3599, "token_type": "Bearer"})
        if asked.path == f"/v4/{self._parent}/reviews":
            return Answer(self._list(asked))
        if asked.path == f"/v1/places/{self._place['id']}":
            return Answer(self._place)
        return None

    def _list(self, asked: Asked) -> dict[str, Any]:
        reviews = self._owned
        if asked.query.get("orderBy", "").startswith("updateTime"):
            reviews = sorted(reviews, key=lambda r: r["updateTime"], reverse="desc" in asked.query["orderBy"])
        size = min(PAGE, int(asked.query.get("pageSize", PAGE)))
        chosen, onward = page_of(reviews, asked.query.get("pageToken"), size)
        stars = [_STARS.index(review["starRating"]) + 1 for review in reviews]
        body: dict[str, Any] = {
            "reviews": chosen,
            "averageRating": round(sum(stars) / len(stars), 1),
            "totalReviewCount": len(reviews),
        }
        if onward:
            body["nextPageToken"] = onward
        return body

    def _owned_review(self, review: Mapping[str, Any], number: int) -> dict[str, Any]:
        native = f"AbFvDemoLarkmere{number:04d}"
        reviewer: dict[str, Any] = {"displayName": review["by"]}
        if review.get("anonymous"):
            reviewer["isAnonymous"] = True
        full: dict[str, Any] = {
            "name": f"{self._parent}/reviews/{native}",
            "reviewId": native,
            "reviewer": reviewer,
            "starRating": _STARS[review["stars"] - 1],
            "createTime": self._world.stamp(review["minutes_ago"]),
            "updateTime": self._world.stamp(review.get("edited_minutes_ago", review["minutes_ago"])),
        }
        if "text" in review:
            full["comment"] = review["text"]
        if "reply" in review:
            answered = max(review["minutes_ago"] - 200, 1)
            full["reviewReply"] = {"comment": review["reply"], "updateTime": self._world.stamp(answered)}
        return full

    def _place_details(self, content: Mapping[str, Any]) -> dict[str, Any]:
        place = content["place"]
        return {
            "name": f"places/{place}",
            "id": place,
            "displayName": {"text": content["title"], "languageCode": "en"},
            "googleMapsUri": f"https://maps.google.com/?cid={place}",
            "reviews": [self._public_review(review, place, n) for n, review in enumerate(content["reviews"])],
        }

    def _public_review(self, review: Mapping[str, Any], place: str, number: int) -> dict[str, Any]:
        native = f"ChdDemoLarkmere{number:04d}"
        full: dict[str, Any] = {
            "name": f"places/{place}/reviews/{native}",
            "rating": review["stars"],
            "authorAttribution": {
                "displayName": review["by"],
                "uri": f"https://www.google.com/maps/contrib/9900000000000000{number:02d}/reviews",
            },
            "publishTime": self._world.stamp(review["minutes_ago"], "%Y-%m-%dT%H:%M:%S.000000Z"),
            "flagContentUri": f"https://www.google.com/local/content/rap/report?postId={native}",
            "googleMapsUri": f"https://www.google.com/maps/reviews/data=!{native}",
        }
        if "text" in review:
            full["text"] = full["originalText"] = {"text": review["text"], "languageCode": "en"}
        return full
