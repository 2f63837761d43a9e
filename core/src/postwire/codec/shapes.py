"""How lists, objects and members of sum types are read, and how members of sum types are written."""

from typing import Any, get_args, get_origin

from cattrs import Converter
from cattrs.errors import IterableValidationError, IterableValidationNote

from postwire.codec.leaves import Read
from postwire.codec.malformed import kind_of

TAG = "type"
"""The key under which a member of a sum type says which one it is."""


def is_items(kind: Any) -> bool:
    """Whether it is a typed tuple, list or frozenset."""
    return get_origin(kind) in {tuple, list, frozenset}


def items_reader(kind: Any, converter: Converter) -> Read:
    """Reads a JSON list, and nothing else that could be walked through."""
    make: Any = get_origin(kind)
    kinds = get_args(kind)
    fixed = make is tuple and kinds[-1] is not Ellipsis
    hooks = [(converter.get_structure_hook(each), each) for each in kinds if each is not Ellipsis]

    def read(value: Any, _: Any) -> Any:
        if type(value) is not list:
            raise TypeError(f"a list is wanted, not {kind_of(value)}")
        if fixed and len(value) != len(hooks):
            raise ValueError(f"a list of {len(hooks)} is wanted, not of {len(value)}")
        found, errors = [], []
        for index, item in enumerate(value):
            hook, each = hooks[index if fixed else 0]
            try:
                found.append(hook(item, each))
            except Exception as error:  # noqa: BLE001 - a validator may raise anything; all of it is reported
                error.add_note(IterableValidationNote(f"at index {index}", index, each))
                errors.append(error)
        if errors:
            raise IterableValidationError("a list with unfit items", errors, kind)
        return make(found)

    return read


def object_reader(kind: Any, converter: Converter) -> Read:
    """Reads an attrs class from a JSON object, and from nothing else that has keys or indices."""
    inner = converter.gen_structure_attrs_fromdict(kind)

    def read(value: Any, wanted: Any) -> Any:
        if type(value) is not dict:
            raise TypeError(f"an object is wanted, not {kind_of(value)}")
        return inner(value, wanted)

    return read


def register_union(converter: Converter, union: Any) -> None:
    """Make the members of a sum type say under ``type`` which one they are, by their names in lower case."""
    members = {member.__name__.lower(): member for member in get_args(union)}
    readers = {name: (converter.get_structure_hook(member), member) for name, member in members.items()}
    writers = {member: (name, converter.get_unstructure_hook(member)) for name, member in members.items()}

    def read(value: Any, _: Any) -> Any:
        if type(value) is not dict:
            raise TypeError(f"an object is wanted, not {kind_of(value)}")
        tag = value.get(TAG)
        if type(tag) is not str or tag not in readers:
            found = "another text" if type(tag) is str else kind_of(tag) if TAG in value else "nothing"
            raise ValueError(f"one of {', '.join(readers)} is wanted under {TAG!r}, not {found}")
        hook, member = readers[tag]
        return hook({key: item for key, item in value.items() if key != TAG}, member)

    def read_optional(value: Any, _: Any) -> Any:
        return None if value is None else read(value, union)

    def write(value: Any) -> dict[str, Any]:
        name, hook = writers[type(value)]
        return {TAG: name, **hook(value)}

    def write_optional(value: Any) -> dict[str, Any] | None:
        return None if value is None else write(value)

    converter.register_structure_hook(union, read)
    converter.register_unstructure_hook(union, write)
    converter.register_structure_hook(union | None, read_optional)
    converter.register_unstructure_hook(union | None, write_optional)
