"""FFmpeg lines that make a video what Threads asks for."""

FRONT = "-movflags +faststart -use_editlist 0"
"""Index first and no edit lists."""
PICTURE = "-c:v libx264 -crf 18 -pix_fmt yuv420p"
SOUND = "-c:a aac -b:a 120k -ar 48000 -ac 2"
"""Below 128 kbps, because encoders pass their target a little."""


def encode(filters: str = "pad='ceil(iw/2)*2':'ceil(ih/2)*2'", picture: str = PICTURE) -> str:
    """Picture and sound anew; H.264 with 4:2:0 wants even sides, hence the default filter."""
    return f'ffmpeg -i {{file}} -vf "{filters}" {picture} {SOUND} {FRONT} {{new:mp4}}'


REWRAP = f"ffmpeg -i {{file}} -c copy {FRONT} {{new:mp4}}"
"""The same picture and sound in a new file."""
NEW_SOUND = f"ffmpeg -i {{file}} -c:v copy {SOUND} {FRONT} {{new:mp4}}"
