"""What servers say in the language of whoever owns the account: patterns, in small letters."""

INVALID = (
    r"validation failed|gültigkeitsprüfung ist|validation a échoué|validación falló|validazione fallita"
    r"|validação falhou|validatie mislukt|validointi epäonnistui|validace je neúsp|validácia neúsp"
    r"|doğrulama ba|バリデーションに失敗|검증에 실패|验证失败|校驗失敗|validació ha fallat|sikertelen validálás"
    r"|επικύρωση απέτυχε|validare nereu|validasi gagal|האימות נכשל|فشل التحقّق|رکورد نامعتبر|balioztatze arazoa"
)
"""How Rails begins what it says of an entry that it does not take; where it only speaks of errors, nothing."""

TRY_AGAIN = (
    r"try again|versuche? es .{0,30}noch ?(?:ein)?mal|réessaye|int[eé]nt(?:a|e)lo de nuevo|torna-ho a provar"
    r"|tent[ea] novamente|riprova|probeer het .{0,30}opnieuw|försök igen|prøv igj?en|yritä uudelleen"
    r"|spróbuj ponownie|zkuste to znovu|попробуйте|спробуйте|tekrar dene|再度|다시 시도|稍[后後候]"
)
"""How people are asked to do the same a second time."""
