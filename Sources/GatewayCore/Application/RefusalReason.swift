/// Why something is refused that a person asks for on a page. It goes beside the English sentence,
/// for those that say it in another language: pages have a text for each in every language.
///
/// What people rarely meet has none: its kind tells enough, and the sentence the rest.
public enum RefusalReason: String, Codable, Hashable, Sendable, CaseIterable {
  // What it names is not there.
  case noContact = "no_contact"
  case noConversation = "no_conversation"
  case noMessage = "no_message"
  case noFile = "no_file"
  case noNote = "no_note"
  case noCannedReply = "no_canned_reply"
  case noMember = "no_member"
  case noSession = "no_session"

  // Answers and what is written beside them.
  case notAccepted = "not_accepted"
  case emptyText = "empty_text"
  /// A message that is to be sent again has not failed.
  case notFailed = "not_failed"
  case labelMalformed = "label_malformed"
  case labelCount = "label_count"
  case noteLength = "note_length"
  case noteCount = "note_count"
  case draftLength = "draft_length"
  /// The bot keeps nothing that is written.
  case keepsNothing = "keeps_nothing"
  case emptySearch = "empty_search"

  // Several things at once.
  /// There are more or fewer of them than the page showed.
  case changedMeanwhile = "changed_meanwhile"
  case conversationCount = "conversation_count"
  /// Only those that are selected can be marked as read.
  case selectionNeeded = "selection_needed"
  /// Nothing of it is about to be erased.
  case notScheduled = "not_scheduled"
  /// It is deleted, but not yet removed from the files.
  case tracesRemain = "traces_remain"

  // Files.
  case fileDecided = "file_decided"
  case fileNotHere = "file_not_here"
  case fileSealed = "file_sealed"
  /// The key does not open it, or it was changed since it was sealed.
  case fileNotOpened = "file_not_opened"

  // The staff.
  case memberName = "member_name"
  case memberExists = "member_exists"
  case memberCount = "member_count"
  case passphrasesDiffer = "passphrases_differ"
  case passphraseShort = "passphrase_short"
  case passphraseLong = "passphrase_long"
  case passphraseWrong = "passphrase_wrong"
  case attemptCount = "attempt_count"
  case role

  // The request itself.
  case formExpired = "form_expired"
  case otherSite = "other_site"
  case formSize = "form_size"
  case notSealed = "not_sealed"

  // What may work later.
  case busy
  case diskFull = "disk_full"
  case connectionLost = "connection_lost"

  /// The number that it is about, for the place of a value in its text; nil: it has none.
  public var limit: Int? {
    switch self {
    case .labelMalformed: ContactLabel.bytesMax
    case .labelCount: ContactLabel.countMax
    case .noteLength: StaffNote.bytesMax
    case .noteCount: StaffNote.countMax
    case .memberName: Author.nameBytesMax
    case .passphraseShort: StaffSummary.passphraseLengthMin
    default: nil
    }
  }
}
