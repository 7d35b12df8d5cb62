/// What pages say. Templates name a word as `{{{t.NAME}}}`; the tests hold that every language has
/// every one, and that each is used. "{}" stands for a value.
enum Word: String, CaseIterable, Hashable, Sendable {
  // Around every page.
  case ownName, skip, inbox, statistics, audit, account, signOut, language, change, utc, colours
  case coloursSystem, coloursLight, coloursDark
  case keys, keyNext, keyPrevious, keySearch, keyReply, keyClose, keyHelp, keysOn, hide, arrived,
    reload

  // The inbox.
  case search, searchWords, filters, all, mine, unassigned, starred, unread, label, show, reset
  case noTips, noMatches, select, withSelected, markClosed, markOpen, addStar, removeStar
  case markRead, markUnread, assignToMe, unassign, apply, older, newest, overdue
  case statusNew, statusOpen, statusWaiting, statusClosed, sealed

  // A conversation.
  case back, earlier, callsItself, noMessages, actions, status, assignedTo, noAssignee, tags
  case assignTo, assign, setLabel, labelHint, save, notes, note, noteHint, addNote, eraseNote
  case eraseConversation, fromContact, fromDesk, automatic, notice, sealedText, encryptedText
  case cutText, wholeText, more, about, closeMessage, reopenMessage, erase, retry
  case deliveryWaiting, deliverySent, deliveryReceived, deliveryFailed
  case yourReply, send, saveDraft, draftSaved, canned, cannedInsert, cannedSend, notAccepted
  case answering, blocked

  // Files.
  case fileWarning, download, fileOriginal, accept, refuse, claimedName, fileOffered, fileReceiving,
    fileRefused
  case fileFailed, fileSending, fileSent, sizeUnknown

  // Erasing.
  case eraseTitle, eraseWhat, eraseUndo, eraseLater, eraseNow, keep, keepAll, leaving, cancel,
    eraseNotes

  // The audit log, statistics and sessions.
  case auditHint, time, member, way, action, count, detail, noEntries, wayOwner, wayToken
  case wayWeb, wayChat, wayRule, tipsPerDay, firstAnswer, firstAnswerMedian, unanswered, day, tips,
    within
  case later, noData, asTable, sessions, sessionsHint, thisSession, signedInSince
  case endSession, setPassphrase, currentPassphrase, newPassphrase, passphraseAgain
  case passphraseHint

  // The staff.
  case staff, noMembers, withCodes, lacksPassphrase, role, roleReader, roleReplier, roleAdmin
  case roleHint, lastSignedIn, neverSignedIn, removeMember, removeHint, tokenSessions, addMember
  case firstPassphrase, tellPassphrase

  // Signing in.
  case signIn, signInHint, withPassphrase, name, passphrase, code, codeHint, withToken, token
  case tokenHint, signInFailed, signInLocked, signedOut

  // A sealed inbox.
  case locked, unlocked, lock, unlock, unlockTitle, unlockHint, unlockWarning, keyFile, keyFileHint
  case keyPassphrase, keyPassphraseHint, unlockFailedPassphrase, unlockFailedKey
  case unlockFailedOther, doneUnlocked, doneLocked, sealedOther, searchLocked, linkHint, noLinkHint
  case ownUnlockHint

  // What was done, and what went wrong.
  case doneReply, doneNote, doneErased, doneScheduled, doneKept, doneSaved, problemInvalid,
    problemForbidden, problemAbsent
  case problemMethod, problemLarge, problemBusy, problemFailed, problemUnavailable
  case toInbox

  // The contact page.
  case contactTitle, contactIntro, contactAddress, contactScan, contactLink, contactLinkHint
  case contactCopy, contactWords, contactWordsHint, contactHow, contactStep1, contactStep2
  case contactStep3, contactStep4, contactClients, contactDesktop, contactPhone, contactTor
  case contactTorText, contactTorNever, contactLimits, contactLimit1, contactLimit2
  case contactLimit3, contactLimit4, contactLimit5, contactReceipt, contactReceiptText
  case contactFiles, contactFilesText, contactFile
}

/// What pages say of a number of things; "{}" stands for the number.
enum CountedWord: String, CaseIterable, Hashable, Sendable {
  case minutes, hours, days
  /// So many messages are about to be erased.
  case erasing
  case conversations, newMessages, notes, messages, answers, deliveries
  /// A button that changes so many conversations.
  case applyToAll
  /// What was done to so many conversations.
  case changed
}
