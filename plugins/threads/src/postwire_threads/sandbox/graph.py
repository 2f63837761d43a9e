"""From a call to its answer: paths, tokens, scopes and faults.

`Graph.converse` is a generator that knows no HTTP, no socket and no sleep. It yields its wishes (let time pass, look at
a URL) and returns the answer, so that the HTTP server and an in-process simulation drive the same code.
"""

import json
from collections.abc import Generator, Iterable

from postwire_threads.sandbox import deeds
from postwire_threads.sandbox.call import Answer, Await, Call, Conversation, Pause, Sight, Wish
from postwire_threads.sandbox.deeds import Context
from postwire_threads.sandbox.fault import Effect, Fault, Operation
from postwire_threads.sandbox.fault_script import Sighting
from postwire_threads.sandbox.live import Live
from postwire_threads.sandbox.parameters import Parameters
from postwire_threads.sandbox.platform import Platform
from postwire_threads.sandbox.refusal import ErrorBody, GraphRefusal, unsupported
from postwire_threads.sandbox.routes import Route, find_route
from postwire_threads.sandbox.staged import Staged


class Graph:
    """The API of one platform."""

    def __init__(self, platform: Platform) -> None:
        self.platform = platform

    def converse(self, call: Call) -> Conversation:
        """Answer a call. Never raises: a refusal is an answer."""
        platform = self.platform
        route, node = find_route(platform, call.method, call.path)
        platform.requests[route.name] += 1
        subject = node
        if route.operation is Operation.PUBLISH:
            subject = str(call.parameters.get("creation_id") or "")
            if subject in platform.containers:
                platform.containers[subject].publish_calls += 1
        fault = platform.faults.strike(self._sighting(route, call, subject)) if platform.faults else None
        if fault is not None and fault.delay:
            yield Pause(fault.delay)
        answer = Answer(body={})
        if fault is None or fault.is_done:
            answer = self._traced((yield from self._carry_out(route, node, subject, call, fault)))
        if fault is not None:
            answer = fault.bend(answer, subject)
            if fault.hold:
                yield Pause(fault.hold)
        return self._traced(answer)

    def refuse(self, refusal: GraphRefusal) -> Answer:
        """The answer to a request that is no call at all."""
        return self._traced(Answer(status=refusal.body.status, body=refusal.body))

    def _traced(self, answer: Answer) -> Answer:
        """The answer with a trace id in its headers and, if it is an error, in its body."""
        if "x-fb-trace-id" in answer.headers:
            return answer
        trace = self.platform.mint.trace()
        body = answer.body
        if isinstance(body, ErrorBody):
            body = {"error": {**body.error, "fbtrace_id": trace}}
        return Answer(
            status=answer.status,
            body=body,
            headers={"x-fb-trace-id": trace, **self._usage(), **answer.headers},
            ending=answer.ending,
        )

    def _usage(self) -> dict[str, str]:
        percent = self.platform.settings.app_usage
        told = {"call_count": percent, "total_time": 1, "total_cputime": 1}
        return {"x-app-usage": json.dumps(told)} if percent else {}

    def _carry_out(
        self, route: Route, node: str, subject: str, call: Call, fault: Fault | None
    ) -> Generator[Wish, Sight | None, Answer]:
        platform, settings = self.platform, self.platform.settings
        try:
            caller = platform.accounts.authorise(
                call.token, platform.clock.now(), settings.token_error_status, me=node == "me"
            )
            caller.require(*route.scopes)
            if route.of_user and node not in ("me", caller.profile.user_id):
                raise unsupported(call.method, node)
            parameters = Parameters(call.parameters, settings.parameter_error_status)
            context = Context(platform, call, node, caller, parameters, fault)
            yield from self._settle((subject, *parameters.names("children")))
            body = (yield from deeds.create(context)) if route.deed is None else route.deed(context)
        except GraphRefusal as refusal:
            return Answer(status=refusal.body.status, body=refusal.body)
        if fault is not None and fault.effect is Effect.REVOKE:
            platform.accounts.revoke(caller.token, fault.reason)
        return Answer(body=body)

    def _settle(self, container_ids: Iterable[str]) -> Generator[Wish, Sight | None, None]:
        """Let the look at a container's media end, if its processing time has passed."""
        for container_id in container_ids:
            staged = self.platform.containers.get(container_id)
            if staged is not None and staged.pending and self.platform.clock.now() >= staged.ready_at:
                yield Await(container_id)

    def _sighting(self, route: Route, call: Call, subject: str) -> Sighting:
        profile = self.platform.accounts.whose(call.token)
        thing: Staged | Live | None = self.platform.containers.get(subject) or self.platform.posts.get(subject)
        text = str(call.parameters.get("text") or "")
        if thing is not None and thing.draft is not None:
            text = thing.draft.text
        return Sighting(route.operation, profile.user_id if profile else "", profile.username if profile else "", text)
