import GatewayCore

extension LanguageStrings {
  static let french = LanguageStrings(
    words: [
      .ownName: "Français",
      .skip: "Aller au contenu",
      .inbox: "Réception",
      .statistics: "Statistiques",
      .audit: "Journal",
      .account: "Compte",
      .sessions: "Sessions",
      .signOut: "Se déconnecter",
      .language: "Langue",
      .change: "Changer",
      .utc: "Heures en UTC.",
      .colours: "Couleurs",
      .coloursSystem: "selon le système",
      .coloursLight: "claires",
      .coloursDark: "sombres",
      .keys: "Clavier",
      .keyNext: "Suivant",
      .keyPrevious: "Précédent",
      .keySearch: "Rechercher",
      .keyReply: "Répondre",
      .keyClose: "Clore la conversation",
      .keyHelp: "Afficher ces touches",
      .keysOn: "Utiliser ces touches",
      .hide: "Masquer",
      .arrived: "Du nouveau est arrivé.",
      .reload: "L’afficher",

      .search: "Rechercher",
      .searchWords: "Mots des messages",
      .filters: "Filtres",
      .all: "Toutes",
      .mine: "Qui me sont attribuées",
      .unassigned: "Non attribuées",
      .starred: "Avec une étoile",
      .unread: "Non lues",
      .label: "Étiquette",
      .show: "Afficher",
      .reset: "Afficher toutes les conversations",
      .noTips: "Aucune conversation ici.",
      .noMatches: "Aucun message ne contient ces mots.",
      .select: "Sélectionner {}",
      .withSelected: "Sélection :",
      .markClosed: "Clore",
      .markOpen: "Rouvrir",
      .addStar: "Ajouter une étoile",
      .removeStar: "Retirer l’étoile",
      .markRead: "Marquer comme lue",
      .markUnread: "Marquer comme non lue",
      .assignToMe: "M’attribuer",
      .unassign: "Retirer l’attribution",
      .apply: "Appliquer",
      .older: "Plus anciennes",
      .newest: "Plus récentes",
      .overdue: "En retard",
      .statusNew: "Nouvelle",
      .statusOpen: "Ouverte",
      .statusWaiting: "En attente",
      .statusClosed: "Close",
      .sealed: "Scellé",

      .back: "Toutes les conversations",
      .earlier: "Messages précédents",
      .callsItself: "Se nomme {}",
      .noMessages: "Aucun message ici.",
      .actions: "Cette conversation",
      .status: "État",
      .assignedTo: "Attribuée à",
      .noAssignee: "personne encore",
      .tags: "Étiquettes",
      .assignTo: "Attribuer à",
      .assign: "Attribuer",
      .setLabel: "Étiquettes du contact",
      .labelHint: "Séparées par des virgules.",
      .save: "Enregistrer",
      .notes: "Notes",
      .note: "Nouvelle note",
      .noteHint: "Seuls les collègues voient les notes.",
      .addNote: "Ajouter la note",
      .eraseNote: "Effacer la note",
      .eraseConversation: "Effacer ces messages…",
      .fromContact: "Contact",
      .fromDesk: "Rédaction",
      .automatic: "Réponse automatique",
      .notice: "Avis",
      .sealedText: """
      Scellé. Il s’ouvre sur un ordinateur qui possède la clé de la boîte de réception.
      """,
      .encryptedText: "Chiffré par son auteur : {}",
      .cutText: "Seul le début est affiché.",
      .wholeText: "Le message entier",
      .more: "Plus",
      .about: "Concerne",
      .closeMessage: "Clore le message",
      .reopenMessage: "Rouvrir le message",
      .erase: "Effacer…",
      .retry: "Renvoyer",
      .deliveryWaiting: "Attend que le contact soit en ligne",
      .deliverySent: "Envoyée, pas encore reçue",
      .deliveryReceived: "Reçue",
      .deliveryFailed: "Non reçue à temps ; elle n’est plus envoyée",
      .yourReply: "Votre réponse",
      .send: "Envoyer",
      .saveDraft: "Enregistrer le brouillon",
      .draftSaved: "Brouillon enregistré",
      .canned: "Réponses préparées",
      .cannedInsert: "Mettre dans le formulaire",
      .cannedSend: "Envoyer aussitôt",
      .notAccepted: "Ce contact n’est pas accepté ; rien ne peut lui être envoyé.",
      .answering: "{} est en train de répondre.",
      .blocked: "Ce contact est bloqué.",

      .fileWarning: """
      Un fichier peut nuire à votre ordinateur ou révéler à son auteur où vous êtes. Ouvrez-le \
      sur un ordinateur sans réseau, ou avec Dangerzone.
      """,
      .download: "Télécharger",
      .fileOriginal: "Tel qu’il a été envoyé",
      .accept: "Accepter",
      .refuse: "Refuser",
      .claimedName: "Son auteur le nomme {}",
      .fileOffered: "Proposé, attend une décision",
      .fileReceiving: "En cours de réception",
      .fileRefused: "Refusé",
      .fileFailed: "Interrompu",
      .fileSending: "En cours d’envoi",
      .fileSent: "Envoyé",
      .sizeUnknown: "taille inconnue",

      .eraseTitle: "Effacer ?",
      .eraseWhat: "Cela disparaît, d’ici et de toutes les listes :",
      .eraseUndo: "Jusque-là, vous pouvez annuler. Ce qui est effacé aussitôt est perdu.",
      .eraseLater: "Effacer dans {}",
      .eraseNow: "Effacer aussitôt",
      .keep: "Garder",
      .keepAll: "Tout garder",
      .leaving: "Effacé le {}",
      .cancel: "Annuler",
      .eraseNotes: "Les notes et les étiquettes restent.",

      .auditHint: "Ce que l’équipe a fait. Rien n’y vient des messages des contacts.",
      .time: "Heure",
      .member: "Membre",
      .way: "Par",
      .action: "Action",
      .count: "Nombre",
      .detail: "Détail",
      .noEntries: "Aucune entrée.",
      .wayOwner: "la machine",
      .wayToken: "un programme",
      .wayWeb: "le web",
      .wayChat: "le chat",
      .wayRule: "une règle",
      .tipsPerDay: "Signalements par jour",
      .firstAnswer: "Délai de la première réponse",
      .firstAnswerMedian: "La moitié de ceux qui ont une réponse l’ont eue en {}.",
      .unanswered: "sans réponse",
      .day: "Jour",
      .tips: "Signalements",
      .within: "en {}",
      .later: "plus tard",
      .noData: "Rien à afficher pour le moment.",
      .asTable: "Sous forme de tableau",
      .sessionsHint: "Où vous êtes connecté. Fermez toute session qui n’est pas la vôtre.",
      .thisSession: "Cette session",
      .signedInSince: "Connecté le {}",
      .endSession: "Fermer la session",
      .setPassphrase: "Changer la phrase secrète",
      .currentPassphrase: "Phrase secrète actuelle",
      .newPassphrase: "Nouvelle phrase secrète",
      .passphraseAgain: "Nouvelle phrase secrète, encore",
      .passphraseHint: "Au moins {} caractères. Quelques mots au hasard valent mieux qu’un seul.",

      .staff: "Équipe",
      .noMembers: "Il n’y a pas encore de membre.",
      .withCodes: "avec codes",
      .lacksPassphrase: "N’a pas encore de phrase secrète et ne peut pas se connecter.",
      .role: "Rôle",
      .roleReader: "Lecture",
      .roleReplier: "Réponse",
      .roleAdmin: "Administration",
      .roleHint: """
      « Lecture » lit ; « Réponse » répond et trie aussi ; « Administration » peut tout \
      faire.
      """,
      .lastSignedIn: "Dernière connexion {}",
      .neverSignedIn: "Jamais connecté",
      .removeMember: "Retirer {}",
      .removeHint: """
      Ses sessions se terminent aussitôt. Ce que ce membre a écrit reste, sous son nom.
      """,
      .tokenSessions: "Sessions avec jeton",
      .addMember: "Ajouter un membre",
      .firstPassphrase: "Première phrase secrète",
      .tellPassphrase: "Communiquez-la au membre, qui la change sous « Compte ».",

      .signIn: "Se connecter",
      .signInHint: "Pour l’équipe de cette rédaction.",
      .withPassphrase: "Avec une phrase secrète",
      .name: "Nom",
      .passphrase: "Phrase secrète",
      .code: "Code",
      .codeHint: "Six chiffres, si votre compte en a.",
      .withToken: "Avec un jeton",
      .token: "Jeton personnel",
      .tokenHint: "Il commence par « postern_ ».",
      .signInFailed: "Cela ne correspond pas.",
      .signInLocked: "Trop de tentatives. Attendez un moment, puis réessayez.",
      .signedOut: "Vous êtes déconnecté.",

      .locked: "Verrouillée",
      .unlocked: "Déverrouillée",
      .lock: "Verrouiller",
      .unlock: "Déverrouiller",
      .unlockTitle: "Déverrouiller la boîte",
      .unlockHint: """
      Ce que les gens ont écrit ici est scellé. La clé l’ouvre pour cette session \
      seulement : le serveur la garde en mémoire jusqu’à ce que vous verrouilliez la \
      boîte, vous déconnectiez ou restiez inactif pendant {}. Elle n’est enregistrée nulle \
      part.
      """,
      .unlockWarning: """
      Quiconque contrôle le serveur pendant ce temps peut lire aussi. Si c’est un danger, \
      lisez plutôt sur votre propre ordinateur : « postern inbox web ».
      """,
      .keyFile: "Clé de la boîte",
      .keyFileHint: "Le fichier créé par « postern key inbox new ».",
      .keyPassphrase: "Phrase secrète de la clé",
      .keyPassphraseHint: "Laissez vide si la clé n’en a pas.",
      .unlockFailedPassphrase: "Ce n’est pas la phrase secrète de cette clé.",
      .unlockFailedKey: "Ce fichier ne contient pas de clé secrète de boîte.",
      .unlockFailedOther: "Cette clé n’ouvre rien dans cette boîte.",
      .doneUnlocked: "La boîte est déverrouillée pour cette session.",
      .doneLocked: "La boîte est verrouillée.",
      .sealedOther: "Scellé pour une autre clé, ou modifié depuis.",
      .searchLocked: """
      Les messages scellés ne sont cherchés que lorsque la boîte est déverrouillée.
      """,
      .linkHint: "Cette boîte tourne sur votre propre ordinateur. Le lien ne sert qu’une fois.",
      .noLinkHint: """
      Ouvrez le lien affiché dans le terminal où tourne « postern inbox web ». Chaque lien \
      ne sert qu’une fois.
      """,
      .ownUnlockHint: """
      Ce que les gens ont écrit ici est scellé. La clé l’ouvre pour cette session \
      seulement : elle reste dans la mémoire de cet ordinateur jusqu’à ce que vous \
      verrouilliez la boîte, vous déconnectiez ou restiez inactif pendant {}. Elle n’est \
      enregistrée nulle part, et la machine du bot ne la reçoit jamais.
      """,

      .doneReply: "Votre réponse est enregistrée. Elle part dès que le contact est en ligne.",
      .doneNote: "La note est ajoutée.",
      .doneErased: "Effacé.",
      .doneScheduled: "Ce sera effacé dans un moment. Jusque-là, vous pouvez annuler ici.",
      .doneKept: "C’est gardé.",
      .doneSaved: "Enregistré.",
      .problemInvalid: "Cette demande n’est pas compréhensible",
      .problemForbidden: "Votre rôle ne le permet pas",
      .problemAbsent: "Il n’y a rien ici",
      .problemMethod: "Cette adresse n’accepte pas une telle demande",
      .problemLarge: "C’est trop volumineux",
      .problemBusy: "Trop de demandes",
      .problemFailed: "Cela n’a pas été fait",
      .problemUnavailable: "C’est impossible pour le moment",
      .toInbox: "Vers la réception",

      .contactTitle: "Écrivez-nous en confiance",
      .contactIntro: """
      Nous lisons les messages sur Tox, un réseau chiffré sans entreprise, sans compte et sans \
      numéro de téléphone. Vous et nous seuls pouvons lire ce que vous écrivez.
      """,
      .contactAddress: "Notre identifiant Tox",
      .contactScan: "À scanner avec un client Tox.",
      .contactLink: "Ouvrir dans un client Tox",
      .contactLinkHint: "Fonctionne si un client installé prend en charge les liens « tox: ».",
      .contactCopy: "Copiez les 76 caractères, sans espace.",
      .contactWords: "Mots de contrôle",
      .contactWordsHint: """
      Comparez ces huit mots à ceux de notre édition imprimée ou de notre ligne téléphonique. \
      S’ils diffèrent, cette adresse n’est pas la nôtre.
      """,
      .contactHow: "Nous joindre sans risque inutile",
      .contactStep1: """
      Utilisez votre propre appareil, loin de votre lieu de travail et de son réseau. N’utilisez \
      pas un appareil géré par votre employeur.
      """,
      .contactStep2: """
      Installez un client Tox. Choisissez un nom de profil qui ne dit rien de vous : le client \
      nous l’envoie.
      """,
      .contactStep3: """
      Avant de vous connecter, réglez le client pour Tor comme ci-dessous et désactivez UDP.
      """,
      .contactStep4: """
      Ajoutez notre identifiant Tox comme contact et écrivez-nous. Conservez le profil du \
      client : avec lui, vous revenez comme la même personne.
      """,
      .contactClients: "Clients",
      .contactDesktop: "Ordinateur",
      .contactPhone: "Téléphone",
      .contactTor: "Tor",
      .contactTorText: """
      Lancez Tor, ou le navigateur Tor (port 9150). Dans les réglages de connexion du client, \
      désactivez UDP et la découverte locale, et indiquez ce mandataire :
      """,
      .contactTorNever: """
      Sans Tor, d’autres sur le réseau, et nous, voyons votre adresse internet.
      """,
      .contactLimits: "Ce que cela ne protège pas",
      .contactLimit1: """
      Votre réseau voit que vous utilisez Tox, ou Tor. Il ne voit pas ce que vous écrivez.
      """,
      .contactLimit2: """
      Une personne qui a accès à votre appareil peut lire ce qu’il contient. Désactivez \
      l’historique du client et protégez le profil par un mot de passe.
      """,
      .contactLimit3: """
      Votre façon d’écrire, vos heures et ce que peu de gens savent peuvent révéler qui vous êtes.
      """,
      .contactLimit4: """
      Les documents portent des traces : noms, lieux, numéros d’imprimante, copies marquées.
      """,
      .contactLimit5: """
      Votre réseau a peut-être vu que vous ouvriez cette page. Le navigateur Tor l’évite.
      """,
      .contactReceipt: "Quand nous l’avons",
      .contactReceiptText: """
      Dès que votre client indique qu’un message est remis, il est enregistré chez nous. Nous \
      répondons parfois après des jours ; la réponse arrive quand votre client est en ligne.
      """,
      .contactFiles: "Documents",
      .contactFilesText: """
      Vous pouvez envoyer des fichiers dans le client. Dites-nous d’abord ce que c’est. Nous \
      retirons les traces avant de publier ; ne comptez pas sur cela seul.
      """,
      .contactFile: """
      Cette page est un seul fichier. Vous pouvez l’enregistrer et la lire sans réseau.
      """,
    ],
    counted: [
      .minutes: [.one: "{} minute", .other: "{} minutes"],
      .hours: [.one: "{} heure", .other: "{} heures"],
      .days: [.one: "{} jour", .other: "{} jours"],
      .erasing: [
        .one: "{} message ici va être effacé.", .other: "{} messages ici vont être effacés.",
      ],
      .conversations: [.one: "{} conversation", .other: "{} conversations"],
      .newMessages: [.one: "{} nouveau", .other: "{} nouveaux"],
      .notes: [.one: "{} note", .other: "{} notes"],
      .messages: [.one: "{} message", .other: "{} messages"],
      .answers: [.one: "{} réponse", .other: "{} réponses"],
      .deliveries: [.one: "{} envoi à un webhook", .other: "{} envois à des webhooks"],
      .applyToAll: [.one: "Appliquer à la seule", .other: "Appliquer aux {}"],
      .changed: [
        .one: "{} conversation a été modifiée.", .other: "{} conversations ont été modifiées.",
      ],
    ],
    operations: [
      "contact_add": "Contact ajouté",
      "contact_accept": "Contact accepté",
      "contact_block": "Contact bloqué",
      "contact_remove": "Contact supprimé",
      "contact_remove_never_seen": "Contacts jamais vus supprimés",
      "contact_note": "Note sur le contact",
      "contact_label": "Étiquettes du contact modifiées",
      "contact_public_status": "Statut public du contact défini",
      "send": "Réponse écrite",
      "broadcast_send": "Envoi groupé écrit",
      "confirm": "Demande confirmée",
      "conversation_change": "Conversation modifiée",
      "conversation_read": "Conversation marquée",
      "note_add": "Note ajoutée",
      "note_erase": "Note effacée",
      "canned_send": "Réponse préparée envoyée",
      "inbox_label": "Message étiqueté",
      "inbox_close": "Message clos",
      "inbox_reopen": "Message rouvert",
      "inbox_erase": "Messages effacés",
      "inbox_mark_read": "Messages marqués comme lus",
      "erasure_schedule": "Effacement prévu",
      "erasure_cancel": "Effacement annulé",
      "file_send": "Fichier envoyé",
      "file_accept": "Fichier accepté",
      "file_refuse": "Fichier refusé",
      "file_cancel": "Fichier annulé",
      "hook_pause": "Webhook suspendu",
      "hook_resume": "Webhook repris",
      "hook_expire": "Livraisons expirées",
      "hook_replay": "Livraisons renvoyées",
      "new_nospam": "Adresse remplacée",
      "clock_confirm": "Horloge confirmée",
      "token_new": "Jeton créé",
      "token_revoke": "Jeton révoqué",
      "consumer_new": "Consommateur créé",
      "consumer_remove": "Consommateur supprimé",
      "consumer_acknowledge": "Événements acquittés",
      "staff_add": "Membre ajouté",
      "staff_role": "Rôle modifié",
      "staff_passphrase": "Phrase secrète d’un membre définie",
      "staff_totp": "Codes d’un membre définis",
      "staff_remove": "Membre retiré",
      "session_end": "Session terminée",
      "own_passphrase": "Propre phrase secrète changée",
      "seal_envelopes_replace": "Scellé pour d’autres clés",
      "sign_in": "Connexion",
      "sign_out": "Déconnexion",
      "sign_ins_refused": "Trop d’essais de connexion",
      "inbox_unlock": "Boîte déverrouillée",
      "inbox_lock": "Boîte verrouillée",
      "inbox_unlocks_refused": "Trop d’essais de déverrouillage",
    ],
    refusals: [
      .noContact: "Ce contact n’est pas connu ici. Il a peut-être été retiré.",
      .noConversation: "Cette conversation n’existe pas. Elle a peut-être été effacée.",
      .noMessage: "Ce message n’existe pas. Il a peut-être été effacé.",
      .noFile: "Ce fichier n’existe pas. Il a peut-être été effacé.",
      .noNote: "Cette note n’existe pas. Elle a peut-être été effacée.",
      .noCannedReply: "Cette réponse préparée n’existe plus.",
      .noMember: "L’équipe n’a aucun membre de ce nom.",
      .noSession: "Cette session n’existe pas. Elle est peut-être déjà fermée.",
      .notAccepted: "Ce contact n’est pas accepté ; rien ne peut lui être envoyé.",
      .emptyText: "Écrivez quelque chose avant d’envoyer.",
      .notFailed: "Cette réponse n’a pas échoué ; elle n’est pas renvoyée.",
      .labelMalformed: """
      Une étiquette est un seul mot d’au plus {} octets, sans guillemets, qui ne commence pas \
      par + ni -.
      """,
      .labelCount: "Un contact a au plus {} étiquettes. Retirez-en d’abord une.",
      .noteLength: "Une note a besoin d’un texte d’au plus {} octets.",
      .noteCount: "Une conversation a au plus {} notes. Effacez-en d’abord une.",
      .draftLength: "Ce texte est trop long pour un brouillon.",
      .keepsNothing: "Ce bot ne conserve rien de ce qui est écrit : il n’a ni notes ni brouillons.",
      .emptySearch: "Saisissez au moins un mot à rechercher.",
      .changedMeanwhile: """
      Quelque chose a changé entre-temps, rien n’a donc été fait. Vérifiez avant de recommencer.
      """,
      .conversationCount: "Cela fait trop de conversations à la fois. Resserrez les filtres.",
      .selectionNeeded: "Sélectionnez les conversations à marquer comme lues ou non lues.",
      .notScheduled: "Rien de cela ne doit être effacé. C’est gardé, ou déjà effacé.",
      .tracesRemain: """
      C’est effacé ici, mais pas encore retiré des fichiers du bot. Le bot réessaie.
      """,
      .fileDecided: "Ce fichier n’attend plus de décision.",
      .fileNotHere: "Le fichier n’est pas ici, ou pas encore complet.",
      .fileSealed: "Le fichier est scellé. Déverrouillez la boîte pour le télécharger.",
      .fileNotOpened: """
      Le fichier ne s’ouvre pas : il est scellé pour une autre clé, a été modifié ou est \
      illisible.
      """,
      .memberName: """
      Un membre ne peut pas s’appeler ainsi. Choisissez une ligne d’au plus {} octets.
      """,
      .memberExists: "L’équipe a déjà un membre de ce nom.",
      .memberCount: "L’équipe a autant de membres qu’elle peut en avoir. Retirez-en d’abord un.",
      .passphrasesDiffer: "Les deux nouvelles phrases secrètes diffèrent.",
      .passphraseShort: "Une phrase secrète a au moins {} caractères.",
      .passphraseLong: "Cette phrase secrète est trop longue.",
      .passphraseWrong: "Ce n’est pas votre phrase secrète actuelle.",
      .attemptCount: "Il y a eu trop de tentatives. Attendez un moment, puis réessayez.",
      .role: "Un membre de l’administration peut changer votre rôle.",
      .formExpired: """
      Le formulaire est trop ancien, ou votre navigateur ne garde pas les cookies. Ouvrez la \
      page à nouveau.
      """,
      .otherSite: "Le formulaire a été envoyé depuis la page d’un autre site.",
      .formSize: """
      Ce que vous avez envoyé dépasse la taille d’un formulaire ; rien n’en a été enregistré.
      """,
      .notSealed: "Cette boîte n’est pas scellée.",
      .busy: "Le bot est occupé. Réessayez dans un moment.",
      .diskFull: """
      Le disque de la machine du bot est plein : rien n’a été enregistré. Prévenez les personnes \
      qui gèrent le bot.
      """,
      .connectionLost: """
      La connexion au bot est perdue, ou le bot ne tourne pas. Votre demande n’a peut-être pas \
      abouti : vérifiez dans un moment.
      """,
    ],
    plural: .zeroAndOne,
    months: "janv. févr. mars avr. mai juin juil. août sept. oct. nov. déc.",
    date: "d m y",
    digitSeparator: "\u{202F}")
}
