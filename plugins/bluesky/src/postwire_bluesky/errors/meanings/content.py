"""What is wrong with a post, its media, or what it points at."""

from postwire.diagnosis import Action, Category, Culprit
from postwire.meaning import Meaning, Sign
from postwire.operation import Operation
from postwire_bluesky.errors.meanings.steps import BY_ITSELF
from postwire_bluesky.manifest.sources import LEXICON, POSTS, SERVER, UPLOAD_BLOB

_NEW_POST = "Change the post and submit it again; `postwire validate bluesky` tells what else would be refused."
_POINTING = frozenset({Operation.CREATE, Operation.PUBLISH})

RECORD_DIFFERS = Meaning(
    code="bluesky.record_differs",
    category=Category.DUPLICATE,
    action=Action.GIVE_UP,
    caused_by=Culprit.USER,
    message="Under the key of this post lies something else. It was not overwritten.",
    detail="The post was edited by another program after it went live, or another record took its key before.",
    next_step="Look at the post. `postwire retry ID` publishes it anew, beside what lies there.",
    signs=(Sign(rule="bluesky.record.read", note="the record under the key is not the one that was fixed"),),
)

CONTENT = (
    Meaning(
        code="bluesky.text_too_long",
        category=Category.CONTENT_INVALID,
        action=Action.FIX_INPUT,
        caused_by=Culprit.USER,
        message="The text is too long for Bluesky: at most 300 characters, and 3000 bytes.",
        next_step=_NEW_POST,
        signs=(
            Sign(
                rule="bluesky.record.text",
                phrases=(
                    r"(?:grapheme|string) too big .*record\.text",
                    r"record/text must not be longer",
                    r"too many graphemes|graphemes? too big \(maximum 300\b|longer than 300 graphemes",
                ),
                sources=(LEXICON, SERVER),
            ),
        ),
    ),
    Meaning(
        code="bluesky.too_many_pictures",
        category=Category.CONTENT_INVALID,
        action=Action.FIX_INPUT,
        caused_by=Culprit.USER,
        message="A post takes up to four pictures.",
        next_step=_NEW_POST,
        signs=(
            Sign(
                rule="bluesky.record.pictures",
                phrases=(r"array too big .*images",),
                sources=(LEXICON, SERVER),
            ),
        ),
    ),
    Meaning(
        code="bluesky.media_too_big",
        category=Category.MEDIA_INVALID,
        action=Action.FIX_INPUT,
        caused_by=Culprit.USER,
        message="A picture or video has more bytes than this server takes.",
        next_step="Save it smaller, `postwire media fix` does that, and submit the post again.",
        signs=(
            Sign(
                rule="bluesky.record.blob_size",
                phrases=(r"blob too big", r"(?:file|image|video|blob) is too (?:large|big)", r"entity too large"),
                sources=(LEXICON, SERVER),
            ),
            Sign(rule="bluesky.upload.too_large", codes=("PayloadTooLarge", "BlobTooLarge"), sources=(SERVER,)),
            Sign(rule="bluesky.upload.status", statuses=(413,), note="whatever the body says", sources=(SERVER,)),
        ),
    ),
    Meaning(
        code="bluesky.media_kind",
        category=Category.MEDIA_INVALID,
        action=Action.FIX_INPUT,
        caused_by=Culprit.USER,
        message="A file is not what its place in the post takes: pictures, or one video as MP4.",
        next_step="Convert it, `postwire media fix` does that, and submit the post again.",
        signs=(
            Sign(
                rule="bluesky.record.blob_kind",
                codes=("InvalidMimeType",),
                sources=(LEXICON,),
            ),
            Sign(
                rule="bluesky.record.blob_kind_told",
                phrases=(r"mime ?type|expected .*(?:image|video)/",),
                sources=(LEXICON, SERVER),
            ),
        ),
    ),
    Meaning(
        code="bluesky.blob_gone",
        category=Category.MEDIA_PROCESSING,
        action=Action.RETRY,
        caused_by=Culprit.PLATFORM,
        message="The server no longer has a picture or video of this post.",
        detail="Blobs that no record points at are deleted after a while. They are uploaded again.",
        next_step=BY_ITSELF,
        signs=(
            Sign(rule="bluesky.blob.gone", codes=("BlobNotFound",), sources=(SERVER, UPLOAD_BLOB)),
            Sign(rule="bluesky.blob.gone_told", phrases=(r"could not find blob|blob not found",), sources=(SERVER,)),
        ),
    ),
    Meaning(
        code="bluesky.no_such_post",
        category=Category.NOT_FOUND,
        action=Action.FIX_INPUT,
        caused_by=Culprit.USER,
        message="A post that this one answers or quotes is not there, or no longer.",
        next_step="Check its id (reply_to, or the option quote), and submit the post again.",
        signs=(
            Sign(
                rule="bluesky.reference.missing",
                codes=("RecordNotFound", "NotFound"),
                operations=_POINTING,
                sources=(SERVER, POSTS),
            ),
            Sign(
                rule="bluesky.reference.elsewhere",
                phrases=(r"could not locate record",),
                operations=_POINTING,
                note="it lies on a server that cannot be asked",
                sources=(SERVER,),
            ),
        ),
    ),
    Meaning(
        code="bluesky.record_gone",
        category=Category.NOT_FOUND,
        action=Action.GIVE_UP,
        caused_by=Culprit.USER,
        message="The post is not there any more.",
        next_step="Nothing to do: what is gone cannot be changed any more.",
        signs=(
            Sign(rule="bluesky.record.gone", codes=("RecordNotFound", "NotFound"), sources=(SERVER,)),
            Sign(rule="bluesky.record.not_located", phrases=(r"could not locate record",), sources=(SERVER,)),
        ),
    ),
    Meaning(
        code="bluesky.nobody_mentioned",
        category=Category.NOT_FOUND,
        action=Action.FIX_INPUT,
        caused_by=Culprit.USER,
        message="The text mentions a name that nobody has.",
        next_step="Correct the name, or leave the option mentions out: then the name stays text.",
        signs=(
            Sign(rule="bluesky.handle.unknown", codes=("HandleNotFound",), sources=(SERVER,)),
            Sign(
                rule="bluesky.handle.unresolved",
                phrases=(r"unable to resolve handle|valid handle",),
                sources=(SERVER,),
            ),
        ),
    ),
    Meaning(
        code="bluesky.key_taken",
        category=Category.DUPLICATE,
        action=Action.VERIFY,
        caused_by=Culprit.PLATFORM,
        message="Something else lies under the key of this post already. It was not overwritten.",
        next_step="Nothing to do: postwire looks what lies there.",
        may_be_live=True,
        signs=(
            Sign(rule="bluesky.record.swap", codes=("InvalidSwap",), sources=(SERVER,)),
            Sign(
                rule="bluesky.record.exists",
                phrases=(r"already (?:exists|a value)|already_exists|duplicate (?:rkey|key|record)",),
                sources=(SERVER,),
            ),
        ),
    ),
    Meaning(
        code="bluesky.record_refused",
        category=Category.CONTENT_INVALID,
        action=Action.FIX_INPUT,
        caused_by=Culprit.USER,
        message="The server does not take this post as it is.",
        next_step="Read what it names with `postwire show ID`, change the post and submit it again.",
        signs=(
            Sign(rule="bluesky.record.invalid_named", codes=("InvalidRecord",), sources=(SERVER,)),
            Sign(
                rule="bluesky.record.invalid",
                phrases=(
                    r"invalid app\.bsky\.feed\.post record",
                    r"missing required key|invalid tid|expected blob value",
                ),
                sources=(LEXICON, SERVER),
            ),
        ),
    ),
)
