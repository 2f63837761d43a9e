"""Commands that make a file what Threads asks for. They write a new file beside the old one."""

MEND = "postwire media fix {file} --for threads"
MEND_WITH_BORDERS = f"{MEND} --pad"
MEND_IN_PARTS = f"{MEND} --split"
