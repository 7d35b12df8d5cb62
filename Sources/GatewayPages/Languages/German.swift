import GatewayCore

extension LanguageStrings {
  static let german = LanguageStrings(
    words: [
      .ownName: "Deutsch",
      .skip: "Zum Inhalt",
      .inbox: "Eingang",
      .statistics: "Statistik",
      .audit: "Protokoll",
      .account: "Konto",
      .sessions: "Sitzungen",
      .signOut: "Abmelden",
      .language: "Sprache",
      .change: "Ändern",
      .utc: "Zeiten in UTC.",
      .colours: "Farben",
      .coloursSystem: "wie das System",
      .coloursLight: "hell",
      .coloursDark: "dunkel",
      .keys: "Tastatur",
      .keyNext: "Weiter",
      .keyPrevious: "Zurück",
      .keySearch: "Suchen",
      .keyReply: "Antworten",
      .keyClose: "Unterhaltung schließen",
      .keyHelp: "Diese Tasten zeigen",
      .keysOn: "Diese Tasten benutzen",
      .hide: "Ausblenden",
      .arrived: "Es ist Neues gekommen.",
      .reload: "Anzeigen",

      .search: "Suchen",
      .searchWords: "Wörter in Nachrichten",
      .filters: "Filter",
      .all: "Alle",
      .mine: "Mir zugewiesen",
      .unassigned: "Nicht zugewiesen",
      .starred: "Mit Stern",
      .unread: "Ungelesen",
      .label: "Etikett",
      .show: "Anzeigen",
      .reset: "Alle Unterhaltungen zeigen",
      .noTips: "Hier sind keine Unterhaltungen.",
      .noMatches: "Keine Nachricht enthält diese Wörter.",
      .select: "{} auswählen",
      .withSelected: "Ausgewählte:",
      .markClosed: "Schließen",
      .markOpen: "Wieder öffnen",
      .addStar: "Stern geben",
      .removeStar: "Stern entfernen",
      .markRead: "Als gelesen markieren",
      .markUnread: "Als ungelesen markieren",
      .assignToMe: "Mir zuweisen",
      .unassign: "Zuweisung aufheben",
      .apply: "Anwenden",
      .older: "Ältere",
      .newest: "Neueste",
      .overdue: "Überfällig",
      .statusNew: "Neu",
      .statusOpen: "Offen",
      .statusWaiting: "Wartet",
      .statusClosed: "Geschlossen",
      .sealed: "Versiegelt",

      .back: "Alle Unterhaltungen",
      .earlier: "Frühere Nachrichten",
      .callsItself: "Nennt sich {}",
      .noMessages: "Hier sind keine Nachrichten.",
      .actions: "Diese Unterhaltung",
      .status: "Stand",
      .assignedTo: "Zugewiesen an",
      .noAssignee: "noch niemand",
      .tags: "Etiketten",
      .assignTo: "Zuweisen an",
      .assign: "Zuweisen",
      .setLabel: "Etiketten des Kontakts",
      .labelHint: "Durch Kommas getrennt.",
      .save: "Speichern",
      .notes: "Notizen",
      .note: "Neue Notiz",
      .noteHint: "Notizen sehen nur Kollegen.",
      .addNote: "Notiz anfügen",
      .eraseNote: "Notiz löschen",
      .eraseConversation: "Diese Nachrichten löschen …",
      .fromContact: "Kontakt",
      .fromDesk: "Redaktion",
      .automatic: "Automatische Antwort",
      .notice: "Hinweis",
      .sealedText: "Versiegelt. Lesbar auf einem Rechner, der den Schlüssel des Eingangs hat.",
      .encryptedText: "Vom Absender verschlüsselt: {}",
      .cutText: "Nur der Anfang ist zu sehen.",
      .wholeText: "Die ganze Nachricht",
      .more: "Mehr",
      .about: "Betrifft",
      .closeMessage: "Nachricht schließen",
      .reopenMessage: "Nachricht wieder öffnen",
      .erase: "Löschen …",
      .retry: "Erneut senden",
      .deliveryWaiting: "Wartet, bis der Kontakt online ist",
      .deliverySent: "Gesendet, noch nicht empfangen",
      .deliveryReceived: "Empfangen",
      .deliveryFailed: "Nicht rechtzeitig empfangen; wird nicht mehr gesendet",
      .yourReply: "Ihre Antwort",
      .send: "Senden",
      .saveDraft: "Entwurf speichern",
      .draftSaved: "Entwurf gespeichert",
      .canned: "Vorbereitete Antworten",
      .cannedInsert: "Ins Formular übernehmen",
      .cannedSend: "Sofort senden",
      .notAccepted: "Dieser Kontakt ist nicht angenommen; ihm kann nichts gesendet werden.",
      .answering: "{} antwortet gerade.",
      .blocked: "Dieser Kontakt ist gesperrt.",

      .fileWarning: """
      Eine Datei kann dem Rechner schaden oder ihrem Absender verraten, wo Sie sind. Öffnen Sie \
      sie auf einem Rechner ohne Netz oder mit Dangerzone.
      """,
      .download: "Herunterladen",
      .fileOriginal: "Wie gesendet",
      .accept: "Annehmen",
      .refuse: "Ablehnen",
      .claimedName: "Heißt beim Absender {}",
      .fileOffered: "Angeboten, wartet auf eine Entscheidung",
      .fileReceiving: "Unterwegs",
      .fileRefused: "Abgelehnt",
      .fileFailed: "Abgebrochen",
      .fileSending: "Wird gesendet",
      .fileSent: "Gesendet",
      .sizeUnknown: "Größe unbekannt",

      .eraseTitle: "Löschen?",
      .eraseWhat: "Das verschwindet, hier und aus jeder Liste:",
      .eraseUndo:
        "Bis dahin lässt es sich rückgängig machen. Was sofort gelöscht wird, ist endgültig weg.",
      .eraseLater: "In {} löschen",
      .eraseNow: "Sofort löschen",
      .keep: "Behalten",
      .keepAll: "Alle behalten",
      .leaving: "Wird gelöscht: {}",
      .cancel: "Abbrechen",
      .eraseNotes: "Notizen und Etiketten bleiben.",

      .auditHint: "Was das Team getan hat. Nichts davon stammt aus Nachrichten der Kontakte.",
      .time: "Zeit",
      .member: "Mitglied",
      .way: "Über",
      .action: "Aktion",
      .count: "Anzahl",
      .detail: "Einzelheit",
      .noEntries: "Keine Einträge.",
      .wayOwner: "den Rechner",
      .wayToken: "ein Programm",
      .wayWeb: "das Web",
      .wayChat: "den Chat",
      .wayRule: "eine Regel",
      .tipsPerDay: "Hinweise pro Tag",
      .firstAnswer: "Zeit bis zur ersten Antwort",
      .firstAnswerMedian: "Die Hälfte der beantworteten bekam innerhalb von {} eine Antwort.",
      .unanswered: "unbeantwortet",
      .day: "Tag",
      .tips: "Hinweise",
      .within: "binnen {}",
      .later: "später",
      .noData: "Noch nichts zu zeigen.",
      .asTable: "Als Tabelle",
      .sessionsHint: "Wo Sie angemeldet sind. Beenden Sie jede Sitzung, die nicht Ihre ist.",
      .thisSession: "Diese Sitzung",
      .signedInSince: "Angemeldet {}",
      .endSession: "Sitzung beenden",
      .setPassphrase: "Passphrase ändern",
      .currentPassphrase: "Jetzige Passphrase",
      .newPassphrase: "Neue Passphrase",
      .passphraseAgain: "Neue Passphrase noch einmal",
      .passphraseHint: "Mindestens {} Zeichen. Ein paar zufällige Wörter sind besser als eines.",

      .staff: "Team",
      .noMembers: "Es gibt noch keine Mitglieder.",
      .withCodes: "mit Codes",
      .lacksPassphrase: "Noch ohne Passphrase; kann sich nicht anmelden.",
      .role: "Rolle",
      .roleReader: "Liest",
      .roleReplier: "Antwortet",
      .roleAdmin: "Verwaltet",
      .roleHint: """
      „Liest“ liest nur; „Antwortet“ antwortet und sortiert auch; „Verwaltet“ darf alles.
      """,
      .lastSignedIn: "Zuletzt angemeldet {}",
      .neverSignedIn: "Noch nie angemeldet",
      .removeMember: "{} entfernen",
      .removeHint: """
      Die Sitzungen enden sofort. Was das Mitglied schrieb, bleibt unter seinem Namen.
      """,
      .tokenSessions: "Sitzungen mit Token",
      .addMember: "Mitglied hinzufügen",
      .firstPassphrase: "Erste Passphrase",
      .tellPassphrase: "Teilen Sie sie dem Mitglied mit, das sie unter „Konto“ ändert.",

      .signIn: "Anmelden",
      .signInHint: "Für die Mitglieder dieser Redaktion.",
      .withPassphrase: "Mit einer Passphrase",
      .name: "Name",
      .passphrase: "Passphrase",
      .code: "Code",
      .codeHint: "Sechs Ziffern, falls Ihr Konto sie hat.",
      .withToken: "Mit einem Token",
      .token: "Persönliches Token",
      .tokenHint: "Es beginnt mit „postern_“.",
      .signInFailed: "Das stimmt nicht überein.",
      .signInLocked: "Zu viele Versuche. Warten Sie eine Weile und versuchen Sie es dann erneut.",
      .signedOut: "Sie sind abgemeldet.",

      .locked: "Verschlossen",
      .unlocked: "Geöffnet",
      .lock: "Verschließen",
      .unlock: "Öffnen",
      .unlockTitle: "Den Posteingang öffnen",
      .unlockHint: """
      Was Menschen hier schrieben, ist versiegelt. Der Schlüssel öffnet es nur für diese \
      Sitzung: Der Server behält ihn im Speicher, bis Sie den Posteingang verschließen, \
      sich abmelden oder {} lang nichts tun. Er wird nirgends gespeichert.
      """,
      .unlockWarning: """
      Wer in dieser Zeit den Server kontrolliert, kann mitlesen. Wo das eine Gefahr ist, \
      lesen Sie stattdessen auf Ihrem eigenen Rechner: „postern inbox web“.
      """,
      .keyFile: "Schlüssel des Posteingangs",
      .keyFileHint: "Die Datei, die „postern key inbox new“ erzeugt hat.",
      .keyPassphrase: "Passphrase des Schlüssels",
      .keyPassphraseHint: "Leer lassen, wenn der Schlüssel keine hat.",
      .unlockFailedPassphrase: "Das ist nicht die Passphrase dieses Schlüssels.",
      .unlockFailedKey: "In dieser Datei steht kein geheimer Schlüssel eines Posteingangs.",
      .unlockFailedOther: "Dieser Schlüssel öffnet nichts in diesem Posteingang.",
      .doneUnlocked: "Der Posteingang ist für diese Sitzung geöffnet.",
      .doneLocked: "Der Posteingang ist verschlossen.",
      .sealedOther: "Für einen anderen Schlüssel versiegelt oder seither verändert.",
      .searchLocked: """
      Versiegelte Nachrichten werden nur durchsucht, solange der Posteingang geöffnet ist.
      """,
      .linkHint: "Dieser Posteingang läuft auf Ihrem eigenen Rechner. Der Link gilt einmal.",
      .noLinkHint: """
      Öffnen Sie den Link im Terminal, in dem „postern inbox web“ läuft. Jeder Link gilt \
      einmal.
      """,
      .ownUnlockHint: """
      Was Menschen hier schrieben, ist versiegelt. Der Schlüssel öffnet es nur für diese \
      Sitzung: Er bleibt im Speicher dieses Rechners, bis Sie den Posteingang \
      verschließen, sich abmelden oder {} lang nichts tun. Er wird nirgends gespeichert, \
      und der Rechner des Bots erhält ihn nie.
      """,

      .doneReply: "Ihre Antwort ist gespeichert. Sie geht ab, sobald der Kontakt online ist.",
      .doneNote: "Die Notiz ist angefügt.",
      .doneErased: "Gelöscht.",
      .doneScheduled:
        "Es wird nach einer Weile gelöscht. Bis dahin können Sie es hier rückgängig machen.",
      .doneKept: "Es bleibt.",
      .doneSaved: "Gespeichert.",
      .problemInvalid: "Diese Anfrage ist nicht verständlich",
      .problemForbidden: "Ihre Rolle erlaubt das nicht",
      .problemAbsent: "Hier ist nichts",
      .problemMethod: "Diese Adresse nimmt solche Anfragen nicht an",
      .problemLarge: "Das ist zu groß",
      .problemBusy: "Zu viele Anfragen",
      .problemFailed: "Das wurde nicht getan",
      .problemUnavailable: "Das geht gerade nicht",
      .toInbox: "Zum Eingang",

      .contactTitle: "Schreiben Sie uns vertraulich",
      .contactIntro: """
      Wir lesen Nachrichten über Tox, ein verschlüsseltes Netz ohne Firma, ohne Konten und ohne \
      Telefonnummern. Nur Sie und wir können lesen, was Sie schreiben.
      """,
      .contactAddress: "Unsere Tox-ID",
      .contactScan: "Mit einem Tox-Programm scannen.",
      .contactLink: "Im Tox-Programm öffnen",
      .contactLinkHint: "Geht, wo ein Programm installiert ist, das „tox:“-Links öffnet.",
      .contactCopy: "Kopieren Sie alle 76 Zeichen, ohne Leerzeichen.",
      .contactWords: "Prüfwörter",
      .contactWordsHint: """
      Vergleichen Sie diese acht Wörter mit denen in unserer gedruckten Ausgabe oder am Telefon. \
      Weichen sie ab, ist diese Adresse nicht unsere.
      """,
      .contactHow: "So erreichen Sie uns sicher",
      .contactStep1: """
      Nehmen Sie ein eigenes Gerät, fern von Ihrem Arbeitsplatz und dessen Netz. Nehmen Sie \
      kein Gerät, das Ihr Arbeitgeber verwaltet.
      """,
      .contactStep2: """
      Installieren Sie ein Tox-Programm. Wählen Sie einen Profilnamen, der nichts über Sie \
      sagt: Das Programm schickt ihn uns.
      """,
      .contactStep3: """
      Stellen Sie im Programm Tor ein wie unten beschrieben und schalten Sie UDP aus, bevor Sie \
      online gehen.
      """,
      .contactStep4: """
      Fügen Sie unsere Tox-ID als Kontakt hinzu und schreiben Sie uns. Behalten Sie das Profil \
      des Programms: Damit kommen Sie als dieselbe Person wieder.
      """,
      .contactClients: "Programme",
      .contactDesktop: "Rechner",
      .contactPhone: "Telefon",
      .contactTor: "Tor",
      .contactTorText: """
      Starten Sie Tor oder den Tor Browser (Port 9150). Schalten Sie in den Verbindungs\
      einstellungen UDP und die Suche im lokalen Netz aus und tragen Sie diesen Proxy ein:
      """,
      .contactTorNever: """
      Ohne Tor sehen andere im Netz, und wir, Ihre Internetadresse.
      """,
      .contactLimits: "Was das nicht schützt",
      .contactLimit1: """
      Ihr Netz sieht, dass Sie Tox oder Tor benutzen. Es sieht nicht, was Sie schreiben.
      """,
      .contactLimit2: """
      Wer Zugang zu Ihrem Gerät hat, kann lesen, was darauf ist. Schalten Sie den Verlauf des \
      Programms aus und schützen Sie das Profil mit einem Passwort.
      """,
      .contactLimit3: """
      Wie Sie schreiben, wann Sie schreiben und was nur wenige wissen, kann verraten, wer Sie \
      sind.
      """,
      .contactLimit4: """
      Dokumente tragen Spuren: Namen, Orte, Nummern von Druckern, gekennzeichnete Kopien.
      """,
      .contactLimit5: """
      Vielleicht hat Ihr Netz gesehen, dass Sie diese Seite öffnen. Der Tor Browser vermeidet das.
      """,
      .contactReceipt: "Wann wir sie haben",
      .contactReceiptText: """
      Zeigt Ihr Programm eine Nachricht als zugestellt, ist sie bei uns gespeichert. Wir \
      antworten vielleicht erst nach Tagen; die Antwort kommt, wenn Ihr Programm online ist.
      """,
      .contactFiles: "Dokumente",
      .contactFilesText: """
      Sie können im Programm Dateien senden. Sagen Sie zuerst, was es ist. Wir entfernen Spuren, \
      bevor wir veröffentlichen; verlassen Sie sich nicht allein darauf.
      """,
      .contactFile: "Diese Seite ist eine Datei. Sie können sie speichern und ohne Netz lesen.",
    ],
    counted: [
      .minutes: [.one: "{} Minute", .other: "{} Minuten"],
      .hours: [.one: "{} Stunde", .other: "{} Stunden"],
      .days: [.one: "{} Tag", .other: "{} Tage"],
      .erasing: [
        .one: "{} Nachricht hier wird bald gelöscht.",
        .other: "{} Nachrichten hier werden bald gelöscht.",
      ],
      .conversations: [.one: "{} Unterhaltung", .other: "{} Unterhaltungen"],
      .newMessages: [.one: "{} neue", .other: "{} neue"],
      .notes: [.one: "{} Notiz", .other: "{} Notizen"],
      .messages: [.one: "{} Nachricht", .other: "{} Nachrichten"],
      .answers: [.one: "{} Antwort darauf", .other: "{} Antworten darauf"],
      .deliveries: [.one: "{} Zustellung an einen Webhook", .other: "{} Zustellungen an Webhooks"],
      .applyToAll: [.one: "Auf die eine anwenden", .other: "Auf alle {} anwenden"],
      .changed: [
        .one: "{} Unterhaltung wurde geändert.", .other: "{} Unterhaltungen wurden geändert.",
      ],
    ],
    operations: [
      "contact_add": "Kontakt hinzugefügt",
      "contact_accept": "Kontakt angenommen",
      "contact_block": "Kontakt gesperrt",
      "contact_remove": "Kontakt entfernt",
      "contact_remove_never_seen": "Nie gesehene Kontakte entfernt",
      "contact_note": "Notiz zum Kontakt gesetzt",
      "contact_label": "Labels des Kontakts geändert",
      "contact_public_status": "Öffentlicher Status des Kontakts gesetzt",
      "send": "Antwort geschrieben",
      "broadcast_send": "Rundschreiben geschrieben",
      "confirm": "Anfrage bestätigt",
      "conversation_change": "Gespräch geändert",
      "conversation_read": "Gespräch markiert",
      "note_add": "Notiz hinzugefügt",
      "note_erase": "Notiz gelöscht",
      "canned_send": "Vorbereitete Antwort gesendet",
      "inbox_label": "Nachricht mit Label versehen",
      "inbox_close": "Nachricht geschlossen",
      "inbox_reopen": "Nachricht wieder geöffnet",
      "inbox_erase": "Nachrichten gelöscht",
      "inbox_mark_read": "Nachrichten als gelesen markiert",
      "erasure_schedule": "Löschung vorgemerkt",
      "erasure_cancel": "Löschung abgebrochen",
      "file_send": "Datei gesendet",
      "file_accept": "Datei angenommen",
      "file_refuse": "Datei abgelehnt",
      "file_cancel": "Datei abgebrochen",
      "hook_pause": "Webhook angehalten",
      "hook_resume": "Webhook fortgesetzt",
      "hook_expire": "Zustellungen verfallen",
      "hook_replay": "Zustellungen wiederholt",
      "new_nospam": "Adresse ersetzt",
      "clock_confirm": "Uhr bestätigt",
      "token_new": "Token erstellt",
      "token_revoke": "Token widerrufen",
      "consumer_new": "Abnehmer angelegt",
      "consumer_remove": "Abnehmer entfernt",
      "consumer_acknowledge": "Ereignisse quittiert",
      "staff_add": "Mitglied hinzugefügt",
      "staff_role": "Rolle geändert",
      "staff_passphrase": "Passphrase eines Mitglieds gesetzt",
      "staff_totp": "Codes eines Mitglieds gesetzt",
      "staff_remove": "Mitglied entfernt",
      "session_end": "Sitzung beendet",
      "own_passphrase": "Eigene Passphrase geändert",
      "seal_envelopes_replace": "Für andere Schlüssel versiegelt",
      "sign_in": "Angemeldet",
      "sign_out": "Abgemeldet",
      "sign_ins_refused": "Zu viele Versuche, sich anzumelden",
      "inbox_unlock": "Posteingang geöffnet",
      "inbox_lock": "Posteingang verschlossen",
      "inbox_unlocks_refused": "Zu viele Versuche, zu öffnen",
    ],
    refusals: [
      .noContact: "Dieser Kontakt ist hier nicht bekannt. Vielleicht wurde er entfernt.",
      .noConversation: "Diese Unterhaltung gibt es nicht. Vielleicht wurde sie gelöscht.",
      .noMessage: "Diese Nachricht gibt es nicht. Vielleicht wurde sie gelöscht.",
      .noFile: "Diese Datei gibt es nicht. Vielleicht wurde sie gelöscht.",
      .noNote: "Diese Notiz gibt es nicht. Vielleicht wurde sie gelöscht.",
      .noCannedReply: "Diese vorbereitete Antwort gibt es nicht mehr.",
      .noMember: "Im Team gibt es kein Mitglied mit diesem Namen.",
      .noSession: "Diese Sitzung gibt es nicht. Vielleicht ist sie schon beendet.",
      .notAccepted: "Dieser Kontakt ist nicht angenommen; ihm kann nichts gesendet werden.",
      .emptyText: "Schreiben Sie etwas, bevor Sie senden.",
      .notFailed: "Diese Antwort ist nicht gescheitert; sie wird nicht erneut gesendet.",
      .labelMalformed: """
      Ein Etikett ist ein einzelnes Wort von höchstens {} Bytes, ohne Anführungszeichen und ohne \
      + oder - am Anfang.
      """,
      .labelCount: "Ein Kontakt hat höchstens {} Etiketten. Entfernen Sie zuerst eines.",
      .noteLength: "Eine Notiz braucht einen Text von höchstens {} Bytes.",
      .noteCount: "Eine Unterhaltung hat höchstens {} Notizen. Löschen Sie zuerst eine.",
      .draftLength: "Dieser Text ist zu lang für einen Entwurf.",
      .keepsNothing: """
      Dieser Bot bewahrt nichts Geschriebenes auf, also weder Notizen noch Entwürfe.
      """,
      .emptySearch: "Geben Sie mindestens ein Wort ein, nach dem gesucht wird.",
      .changedMeanwhile: """
      Inzwischen hat sich etwas geändert, deshalb wurde nichts getan. Sehen Sie nach, bevor Sie \
      es wiederholen.
      """,
      .conversationCount: """
      Das sind zu viele Unterhaltungen auf einmal. Grenzen Sie sie mit den Filtern ein.
      """,
      .selectionNeeded: """
      Wählen Sie die Unterhaltungen aus, die als gelesen oder ungelesen markiert werden sollen.
      """,
      .notScheduled: "Nichts davon soll gelöscht werden. Es bleibt, oder es ist schon gelöscht.",
      .tracesRemain: """
      Hier ist es gelöscht, aber noch nicht aus den Dateien des Bots entfernt. Der Bot versucht \
      es weiter.
      """,
      .fileDecided: "Über diese Datei ist schon entschieden.",
      .fileNotHere: "Die Datei ist nicht da oder noch nicht vollständig.",
      .fileSealed: "Die Datei ist versiegelt. Öffnen Sie den Posteingang, um sie herunterzuladen.",
      .fileNotOpened: """
      Die Datei lässt sich nicht öffnen: Sie ist für einen anderen Schlüssel versiegelt, wurde \
      verändert oder ist nicht lesbar.
      """,
      .memberName: "So kann kein Mitglied heißen. Wählen Sie eine Zeile von höchstens {} Bytes.",
      .memberExists: "Im Team gibt es schon ein Mitglied mit diesem Namen.",
      .memberCount: """
      Das Team hat so viele Mitglieder, wie es haben kann. Entfernen Sie zuerst eines.
      """,
      .passphrasesDiffer: "Die beiden neuen Passphrasen sind verschieden.",
      .passphraseShort: "Eine Passphrase hat mindestens {} Zeichen.",
      .passphraseLong: "Diese Passphrase ist zu lang.",
      .passphraseWrong: "Das ist nicht Ihre jetzige Passphrase.",
      .attemptCount: """
      Es gab zu viele Versuche. Warten Sie eine Weile und versuchen Sie es dann erneut.
      """,
      .role: "Wer das Team verwaltet, kann Ihre Rolle ändern.",
      .formExpired: """
      Das Formular ist zu alt, oder Ihr Browser speichert keine Cookies. Öffnen Sie die Seite \
      noch einmal.
      """,
      .otherSite: "Das Formular kam von der Seite einer anderen Website.",
      .formSize: """
      Das Gesendete ist länger, als ein Formular sein darf; nichts davon wurde gespeichert.
      """,
      .notSealed: "Dieser Posteingang ist nicht versiegelt.",
      .busy: "Der Bot ist beschäftigt. Versuchen Sie es in einer Weile erneut.",
      .diskFull: """
      Auf dem Rechner des Bots ist die Platte voll, deshalb wurde nichts gespeichert. Sagen Sie \
      es denen, die den Bot betreiben.
      """,
      .connectionLost: """
      Die Verbindung zum Bot ist abgebrochen, oder der Bot läuft nicht. Vielleicht wurde das \
      Gewünschte nicht getan: Sehen Sie in einer Weile nach.
      """,
    ],
    plural: .one,
    months: "Jan. Feb. März Apr. Mai Juni Juli Aug. Sept. Okt. Nov. Dez.",
    date: "d. m y",
    digitSeparator: ".")
}
