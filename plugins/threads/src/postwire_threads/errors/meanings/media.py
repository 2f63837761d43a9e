"""Pictures and videos: not fetched, not ready, failed, or not of a kind that Threads takes."""

from postwire.diagnosis import Action, Category, Culprit
from postwire_threads.errors.meaning import Meaning
from postwire_threads.manifest.commands import MEND, MEND_IN_PARTS, MEND_WITH_BORDERS

_MEND_FILE = "Mend the file (`postwire validate` shows what is wrong with it), then `postwire retry ID`."

MEDIA_NOT_READY = Meaning(
    code="threads.media_not_ready",
    category=Category.MEDIA_PROCESSING,
    action=Action.RETRY,
    caused_by=Culprit.PLATFORM,
    message="Threads is still preparing the media.",
    detail="The container is not FINISHED yet; it can be published later as it is.",
)
CHILDREN_NOT_READY = Meaning(
    code="threads.carousel_children_not_ready",
    category=Category.MEDIA_PROCESSING,
    action=Action.RETRY,
    caused_by=Culprit.PLATFORM,
    message="Threads is still preparing the items of the carousel.",
    detail="An item is not FINISHED yet, has expired, or was not made as a carousel item. The word 'expired' in the "
    "answer is not about a token.",
)
CONTAINER_EXPIRED = Meaning(
    code="threads.container_expired",
    category=Category.MEDIA_PROCESSING,
    action=Action.RETRY,
    caused_by=Culprit.PLATFORM,
    message="The prepared post waited too long at Threads and has to be prepared again.",
    detail="A container that is not published within 24 hours expires; a new one is needed.",
)
MEDIA_FAILED = Meaning(
    code="threads.media_failed",
    category=Category.MEDIA_PROCESSING,
    action=Action.FIX_INPUT,
    caused_by=Culprit.USER,
    message="Threads could not process the media of this post, and does not say why.",
    detail="The container's status is ERROR and no reason came with it; trying the same file again did not help "
    "those who met this.",
    next_step=_MEND_FILE,
)
MEDIA_FAILED_UNEXPLAINED = Meaning(
    code="threads.media_failed_unexplained",
    category=Category.MEDIA_PROCESSING,
    action=Action.RETRY,
    caused_by=Culprit.PLATFORM,
    message="Threads could not process the media of this post and names no reason.",
    detail="error_message is UNKNOWN. It is what Threads says of most broken media (a video of 813 seconds among "
    "them) and of trouble of its own; what a probe of the file finds explains more.",
    next_step="It is prepared once more by itself. If that fails too: " + _MEND_FILE,
)
MEDIA_PROCESSING_FAILED = Meaning(
    code="threads.media_processing_failed",
    category=Category.MEDIA_PROCESSING,
    action=Action.RETRY,
    caused_by=Culprit.PLATFORM,
    message="Threads could not process the video or its sound.",
    detail="Worth one more container; the second failure is the file's.",
    next_step="It is prepared once more by itself. If that fails too: " + _MEND_FILE,
)
MEDIA_NOT_FETCHED = Meaning(
    code="threads.media_not_fetched",
    category=Category.MEDIA_FETCH,
    action=Action.RETRY,
    caused_by=Culprit.USER,
    message="Threads could not fetch the media from its address.",
    detail="Meta's crawler needs a public URL without login, robots or hotlink protection, served quickly and with "
    "the right content type. It also fails by itself: siblings of one carousel were fetched while one was not.",
    next_step="It is tried again by itself. If it keeps failing, open the address in a private window, "
    "and let Meta's crawler in; then `postwire retry ID`.",
)
MEDIA_UNREACHABLE = Meaning(
    code="threads.media_unreachable",
    category=Category.MEDIA_FETCH,
    action=Action.FIX_INPUT,
    caused_by=Culprit.USER,
    message="There is no usable picture at the address that the post names.",
    detail="The media host answered with an error or with something that is no picture, whatever is_transient says.",
    next_step="Put the file where everybody can read it, then `postwire retry ID`.",
)


_MEND, _BORDERS, _PARTS = (command.format(file="FILE") for command in (MEND, MEND_WITH_BORDERS, MEND_IN_PARTS))


def _refused(code: str, message: str, detail: str, mend: str = "") -> Meaning:
    return Meaning(
        code=f"threads.{code}",
        category=Category.MEDIA_INVALID,
        action=Action.FIX_INPUT,
        caused_by=Culprit.USER,
        message=message,
        detail=detail,
        next_step=_MEND_FILE,
        mend=mend,
    )


MEDIA_REFUSED = _refused(
    "media_refused",
    "Threads does not take this file.",
    "Some property of the file is outside what Threads accepts.",
)
MEDIA_URL_INVALID = _refused(
    "media_url_invalid",
    "The address of the picture or video is missing or no address.",
    "image_url and video_url must be absolute, public http(s) addresses.",
)
IMAGE_FORMAT = _refused(
    "image_format",
    "Threads takes pictures as JPEG or PNG only.",
    "Also said where a video was sent as a picture.",
    _MEND,
)
IMAGE_TOO_LARGE = _refused("image_bytes", "The picture is too large for Threads.", "At most 8 MB.", _MEND)
ASPECT_RATIO = _refused(
    "aspect_ratio",
    "The picture or video is too wide or too tall for Threads.",
    "At most 10:1; 9:16 is advised for videos.",
    _BORDERS,
)
VIDEO_FORMAT = _refused(
    "video_format",
    "Threads does not take this kind of video.",
    "MP4 or MOV with H.264 (or HEVC) and AAC. HEVC is documented as accepted, but refusals are reported.",
    _MEND,
)
VIDEO_CODEC = _refused(
    "video_codec",
    "Threads does not take the codec of this video.",
    "H.264 is safest; HEVC is documented as accepted, AV1 and VP9 are not.",
    _MEND,
)
VIDEO_DURATION = _refused(
    "video_duration",
    "The video is too long for Threads.",
    "More than 0 and at most 300 seconds. What is longer can go out as a chain of posts.",
    _PARTS,
)
VIDEO_BIT_RATE = _refused(
    "video_bit_rate",
    "The video has too high a bit rate for Threads.",
    "At most 100 Mbit/s.",
    _MEND,
)
VIDEO_FRAME_RATE = _refused(
    "video_frame_rate",
    "The video has too few or too many frames a second.",
    "23 to 60 frames a second.",
    _MEND,
)
AUDIO_CHANNELS = _refused("audio_channels", "The sound of the video has too many channels.", "Mono or stereo.", _MEND)
AUDIO_LAYOUT = _refused(
    "audio_channel_layout",
    "The channels of the video's sound are arranged in a way Threads refuses.",
    "Mono or stereo.",
    _MEND,
)
