import GatewayCore

extension FileItem {
  /// What became of it, for a person; nil for progress.
  ///
  /// - Parameter contact: the one that sends or gets it.
  func words(of contact: Contact) -> OutputLine? {
    switch (state, direction) {
    case (.offered, _):
      "\(contact.codename) offers file \(id.rawValue), \(sizeWords): \(name.shown)"
    case (.accepted, _) where position == 0: "file \(id.rawValue) of \(contact.codename) is taken"
    case (.waiting, _) where position == 0: "file \(id.rawValue) waits for \(contact.codename)"
    case (.accepted, _), (.waiting, _): nil
    case (.whole, .inbound): "file \(id.rawValue) of \(contact.codename) is here"
    case (.whole, .outbound): "\(contact.codename) has file \(id.rawValue)"
    case (.refused, .inbound): "file \(id.rawValue) of \(contact.codename) was refused"
    case (.refused, .outbound): "\(contact.codename) refused file \(id.rawValue)"
    case (.ended, _):
      "file \(id.rawValue) ended before it was whole: \(failure?.words ?? "it was cancelled")"
    }
  }

  private var sizeWords: String {
    size.map { ByteSize.words(Int64(clamping: $0)) } ?? "of unknown size"
  }
}

extension FileFailure {
  /// The reason, behind a colon.
  var words: String {
    switch self {
    case .cancelledByContact: "the contact cancelled it"
    case .cancelled: "it was cancelled here"
    case .malformed: "the contact's client sent more or less than it said"
    case .overLimit: "it is more than the limits of the bot's file allow"
    case .type: "its type is none that the bot's file allows"
    case .unreadable: "its bytes can't be read any more"
    case .expired: "it was not finished in its time"
    }
  }
}
