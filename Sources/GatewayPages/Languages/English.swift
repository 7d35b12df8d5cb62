extension LanguageStrings {
  static let english = LanguageStrings(
    words: [
      .ownName: "English",
      .skip: "Skip to the content",
      .inbox: "Inbox",
      .statistics: "Statistics",
      .audit: "Audit log",
      .account: "Account",
      .sessions: "Sessions",
      .signOut: "Sign out",
      .language: "Language",
      .change: "Change",
      .utc: "Times are in UTC.",
      .colours: "Colours",
      .coloursSystem: "as the system",
      .coloursLight: "light",
      .coloursDark: "dark",
      .keys: "Keyboard",
      .keyNext: "Next",
      .keyPrevious: "Previous",
      .keySearch: "Search",
      .keyReply: "Reply",
      .keyClose: "Close the conversation",
      .keyHelp: "Show these keys",
      .keysOn: "Use these keys",
      .hide: "Hide",
      .arrived: "Something new arrived.",
      .reload: "Show it",

      .search: "Search",
      .searchWords: "Words in messages",
      .filters: "Filters",
      .all: "All",
      .mine: "Assigned to me",
      .unassigned: "Unassigned",
      .starred: "Starred",
      .unread: "Unread",
      .label: "Label",
      .show: "Show",
      .reset: "Show all conversations",
      .noTips: "No conversations here.",
      .noMatches: "No message has these words.",
      .select: "Select {}",
      .withSelected: "Selected:",
      .markClosed: "Close",
      .markOpen: "Open again",
      .addStar: "Add a star",
      .removeStar: "Remove the star",
      .markRead: "Mark as read",
      .markUnread: "Mark as unread",
      .assignToMe: "Assign to me",
      .unassign: "Unassign",
      .apply: "Apply",
      .older: "Older",
      .newest: "Newest",
      .overdue: "Overdue",
      .statusNew: "New",
      .statusOpen: "Open",
      .statusWaiting: "Waiting",
      .statusClosed: "Closed",
      .sealed: "Sealed",

      .back: "All conversations",
      .earlier: "Earlier messages",
      .callsItself: "Calls itself {}",
      .noMessages: "No messages here.",
      .actions: "This conversation",
      .status: "Status",
      .assignedTo: "Assigned to",
      .noAssignee: "nobody yet",
      .tags: "Labels",
      .assignTo: "Assign to",
      .assign: "Assign",
      .setLabel: "Labels of the contact",
      .labelHint: "Separated by commas.",
      .save: "Save",
      .notes: "Notes",
      .note: "New note",
      .noteHint: "Only colleagues see notes.",
      .addNote: "Add note",
      .eraseNote: "Erase note",
      .eraseConversation: "Erase these messages…",
      .fromContact: "Contact",
      .fromDesk: "Desk",
      .automatic: "Automatic answer",
      .notice: "Notice",
      .sealedText: "Sealed. It opens on a computer that has the inbox key.",
      .encryptedText: "Encrypted by its writer: {}",
      .cutText: "Only the beginning is shown.",
      .wholeText: "The whole message",
      .more: "More",
      .about: "Concerns",
      .closeMessage: "Close message",
      .reopenMessage: "Reopen message",
      .erase: "Erase…",
      .retry: "Send again",
      .deliveryWaiting: "Waiting until the contact is online",
      .deliverySent: "Sent, not yet received",
      .deliveryReceived: "Received",
      .deliveryFailed: "Not received in time; it is not sent any more",
      .yourReply: "Your reply",
      .send: "Send",
      .saveDraft: "Save draft",
      .draftSaved: "Draft saved",
      .canned: "Prepared replies",
      .cannedInsert: "Put into the form",
      .cannedSend: "Send at once",
      .notAccepted: "This contact is not accepted, so nothing can be sent to it.",
      .answering: "{} is answering.",
      .blocked: "This contact is blocked.",

      .fileWarning: """
      A file can harm your computer or tell its sender where you are. Open it on a computer \
      without a network, or with Dangerzone.
      """,
      .download: "Download",
      .fileOriginal: "As it was sent",
      .accept: "Accept",
      .refuse: "Refuse",
      .claimedName: "Its sender calls it {}",
      .fileOffered: "Offered, waits for an answer",
      .fileReceiving: "On its way",
      .fileRefused: "Refused",
      .fileFailed: "Broken off",
      .fileSending: "Being sent",
      .fileSent: "Sent",
      .sizeUnknown: "size unknown",

      .eraseTitle: "Erase?",
      .eraseWhat: "This goes, from here and from every list:",
      .eraseUndo: "Until then you can undo it. What is erased at once can’t be undone.",
      .eraseLater: "Erase in {}",
      .eraseNow: "Erase at once",
      .keep: "Keep it",
      .keepAll: "Keep them",
      .leaving: "Is erased {}",
      .cancel: "Cancel",
      .eraseNotes: "Notes and labels stay.",

      .auditHint: "What the staff did. It holds nothing of what contacts wrote.",
      .time: "Time",
      .member: "Member",
      .way: "Through",
      .action: "Action",
      .count: "Number",
      .detail: "Detail",
      .noEntries: "No entries.",
      .wayOwner: "the machine",
      .wayToken: "a program’s token",
      .wayWeb: "the web inbox",
      .wayChat: "chat",
      .wayRule: "a rule",
      .tipsPerDay: "Tips per day",
      .firstAnswer: "Time to the first answer",
      .firstAnswerMedian: "Half of those answered had an answer within {}.",
      .unanswered: "unanswered",
      .day: "Day",
      .tips: "Tips",
      .within: "within {}",
      .later: "later",
      .noData: "Nothing to show yet.",
      .asTable: "As a table",
      .sessionsHint: "Where you are signed in. End any session that is not yours.",
      .thisSession: "This session",
      .signedInSince: "Signed in {}",
      .endSession: "End session",
      .setPassphrase: "Change the passphrase",
      .currentPassphrase: "Present passphrase",
      .newPassphrase: "New passphrase",
      .passphraseAgain: "New passphrase again",
      .passphraseHint: "At least {} characters. A few random words are better than one.",

      .staff: "Staff",
      .noMembers: "There are no members yet.",
      .withCodes: "with codes",
      .lacksPassphrase: "It has no passphrase yet and can’t sign in.",
      .role: "Role",
      .roleReader: "Reader",
      .roleReplier: "Replier",
      .roleAdmin: "Admin",
      .roleHint: "A reader reads; a replier answers and sorts too; an admin does everything.",
      .lastSignedIn: "Last signed in {}",
      .neverSignedIn: "Never signed in",
      .removeMember: "Remove {}",
      .removeHint: "Its sessions end at once. What it wrote stays, under its name.",
      .tokenSessions: "Sessions with tokens",
      .addMember: "Add a member",
      .firstPassphrase: "First passphrase",
      .tellPassphrase: "Tell it to the member, who changes it under “Account”.",

      .signIn: "Sign in",
      .signInHint: "For the staff of this desk.",
      .withPassphrase: "With a passphrase",
      .name: "Name",
      .passphrase: "Passphrase",
      .code: "Code",
      .codeHint: "Six digits, if your account has them.",
      .withToken: "With a token",
      .token: "Personal token",
      .tokenHint: "It begins with “postern_”.",
      .signInFailed: "That did not match.",
      .signInLocked: "Too many attempts. Wait a while, then try again.",
      .signedOut: "You are signed out.",

      .locked: "Locked",
      .unlocked: "Unlocked",
      .lock: "Lock",
      .unlock: "Unlock",
      .unlockTitle: "Unlock the inbox",
      .unlockHint: """
      What people wrote here is sealed. Its key opens it for this session alone: the \
      server keeps it in memory until you lock the inbox, sign out, or do nothing for {}. \
      It is stored nowhere.
      """,
      .unlockWarning: """
      Whoever controls the server in that time can read along. Where that is a danger, \
      read on your own computer instead: “postern inbox web”.
      """,
      .keyFile: "Inbox key",
      .keyFileHint: "The file that “postern key inbox new” made.",
      .keyPassphrase: "Passphrase of the key",
      .keyPassphraseHint: "Leave it empty if the key has none.",
      .unlockFailedPassphrase: "That is not the passphrase of this key.",
      .unlockFailedKey: "This file holds no secret inbox key.",
      .unlockFailedOther: "This key opens nothing of this inbox.",
      .doneUnlocked: "The inbox is unlocked for this session.",
      .doneLocked: "The inbox is locked.",
      .sealedOther: "Sealed to another key, or changed since it was sealed.",
      .searchLocked: "Sealed messages are searched only while the inbox is unlocked.",
      .linkHint: "This inbox runs on your own computer. The link works once.",
      .noLinkHint: """
      Open the link that stands in the terminal in which “postern inbox web” runs. Each \
      link works once.
      """,
      .ownUnlockHint: """
      What people wrote here is sealed. Its key opens it for this session alone: it stays \
      in the memory of this computer until you lock the inbox, sign out, or do nothing for \
      {}. It is stored nowhere, and the bot’s machine never gets it.
      """,

      .doneReply: "Your reply is stored. It leaves when the contact is online.",
      .doneNote: "The note is added.",
      .doneErased: "Erased.",
      .doneScheduled: "It is erased in a while. Until then you can undo it here.",
      .doneKept: "It stays.",
      .doneSaved: "Saved.",
      .problemInvalid: "This request can’t be understood",
      .problemForbidden: "Your role does not allow this",
      .problemAbsent: "Nothing is here",
      .problemMethod: "This address takes no such request",
      .problemLarge: "That is too large",
      .problemBusy: "Too many requests",
      .problemFailed: "This was not done",
      .problemUnavailable: "This can’t be done now",
      .toInbox: "To the inbox",

      .contactTitle: "Write to us in confidence",
      .contactIntro: """
      We read messages on Tox, an encrypted network without a company, accounts or phone \
      numbers. Only you and we can read what you write.
      """,
      .contactAddress: "Our Tox ID",
      .contactScan: "Scan this with a Tox client.",
      .contactLink: "Open in a Tox client",
      .contactLinkHint: "Works where a client is installed that takes “tox:” links.",
      .contactCopy: "Copy all 76 characters, without a space.",
      .contactWords: "Check words",
      .contactWordsHint: """
      Compare these eight words with those in our print edition or on our phone line. If they \
      differ, this address is not ours.
      """,
      .contactHow: "How to reach us safely",
      .contactStep1: """
      Use your own device, away from your workplace and its network. Do not use a device that \
      your employer manages.
      """,
      .contactStep2: """
      Install a Tox client. Choose a profile name that says nothing of you: the client sends it \
      to us.
      """,
      .contactStep3: """
      Before you go online, set the client up for Tor as below, and turn UDP off.
      """,
      .contactStep4: """
      Add our Tox ID as a contact and write to us. Keep the client’s profile: with it you come \
      back as the same person.
      """,
      .contactClients: "Clients",
      .contactDesktop: "Computer",
      .contactPhone: "Phone",
      .contactTor: "Tor",
      .contactTorText: """
      Start Tor, or Tor Browser (port 9150). In the client’s connection settings turn UDP and \
      local discovery off, and set this proxy:
      """,
      .contactTorNever: "Without Tor, others on the network, and we, see your internet address.",
      .contactLimits: "What this does not protect",
      .contactLimit1: """
      Your network sees that you use Tox, or Tor. It does not see what you write.
      """,
      .contactLimit2: """
      A person with access to your device can read what is on it. Turn the client’s history off \
      and protect the profile with a password.
      """,
      .contactLimit3: """
      How you write, when you write, and what few people know can tell who you are.
      """,
      .contactLimit4: "Documents carry traces: names, places, numbers of printers, marked copies.",
      .contactLimit5: """
      This page was perhaps seen by your network when you opened it. Tor Browser avoids that.
      """,
      .contactReceipt: "When we have it",
      .contactReceiptText: """
      Once your client shows a message as delivered, it is stored with us. We may answer days \
      later; our answer comes when your client is online.
      """,
      .contactFiles: "Documents",
      .contactFilesText: """
      You can send files in the client. Tell us first what they are. We remove traces before we \
      publish, but do not rely on that alone.
      """,
      .contactFile: "This page is one file. You can save it and read it without a network.",
    ],
    counted: [
      .minutes: [.one: "{} minute", .other: "{} minutes"],
      .hours: [.one: "{} hour", .other: "{} hours"],
      .days: [.one: "{} day", .other: "{} days"],
      .erasing: [
        .one: "{} message here is about to be erased.",
        .other: "{} messages here are about to be erased.",
      ],
      .conversations: [.one: "{} conversation", .other: "{} conversations"],
      .newMessages: [.one: "{} new", .other: "{} new"],
      .notes: [.one: "{} note", .other: "{} notes"],
      .messages: [.one: "{} message", .other: "{} messages"],
      .answers: [.one: "{} answer to it", .other: "{} answers to it"],
      .deliveries: [.one: "{} delivery to a webhook", .other: "{} deliveries to webhooks"],
      .applyToAll: [.one: "Apply to all {}", .other: "Apply to all {}"],
      .changed: [.one: "{} conversation was changed.", .other: "{} conversations were changed."],
    ],
    plural: .one,
    months: "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec",
    date: "d m y",
    digitSeparator: ",")
}
