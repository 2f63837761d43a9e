"""Limits on the sound of videos. A silent video is fine."""

from postwire.manifest import Limit, Measure
from postwire.problem import Severity
from postwire_threads.manifest.commands import MEND
from postwire_threads.manifest.sources import POSTPEER, POSTS, SAMPLE

SOUND_LIMITS = (
    Limit(
        rule="threads.audio.codec",
        measure=Measure.AUDIO_CODEC,
        allowed=("aac",),
        message="the sound is encoded as {observed}; Threads takes AAC.",
        fix="Encode the sound as AAC; the picture stays as it is.",
        command=MEND,
        sources=(POSTS, POSTPEER),
    ),
    Limit(
        rule="threads.audio.channels",
        measure=Measure.AUDIO_CHANNELS,
        minimum=1,
        maximum=2,
        message="the sound has {observed}; Threads takes mono and stereo.",
        fix="Mix it down to stereo; the picture stays as it is.",
        command=MEND,
        sources=(POSTS,),
    ),
    Limit(
        rule="threads.audio.max_sample_rate",
        measure=Measure.AUDIO_SAMPLE_RATE,
        maximum=48_000,
        message="the sound is sampled at {observed}; Threads takes {allowed}.",
        fix="Resample it; the picture stays as it is.",
        command=MEND,
        sources=(POSTS,),
    ),
    Limit(
        rule="threads.audio.max_bit_rate",
        measure=Measure.AUDIO_BIT_RATE,
        maximum=128_000,
        severity=Severity.WARNING,
        message="the sound has {observed}; Meta asks for {allowed}, and breaks that itself.",
        fix="Encode the sound at a lower bit rate; the picture stays as it is.",
        command=MEND,
        sources=(POSTS, SAMPLE),
    ),
)
