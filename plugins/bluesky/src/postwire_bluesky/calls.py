"""The calls of the AT Protocol that publishing needs, by their names in its lexicons."""

_XRPC = "/xrpc/com.atproto."

CREATE_SESSION = f"{_XRPC}server.createSession"
REFRESH_SESSION = f"{_XRPC}server.refreshSession"
GET_SESSION = f"{_XRPC}server.getSession"
RESOLVE_HANDLE = f"{_XRPC}identity.resolveHandle"
UPLOAD_BLOB = f"{_XRPC}repo.uploadBlob"
GET_RECORD = f"{_XRPC}repo.getRecord"
PUT_RECORD = f"{_XRPC}repo.putRecord"
DELETE_RECORD = f"{_XRPC}repo.deleteRecord"
LIST_RECORDS = f"{_XRPC}repo.listRecords"
