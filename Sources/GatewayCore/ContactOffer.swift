/// An offer of a contact that a bot does not accept: the network half has refused it already.
public enum ContactOffer: Hashable, Sendable {
  case call(withVideo: Bool)
  /// A file. The name is the contact's text, not a path; `size` is in bytes, nil for a stream
  /// without an end; `kind` is 0 for data, other values are defined by clients.
  case file(name: String, size: UInt64?, kind: UInt32)
  /// A group or a conference. The name is the contact's text; empty for a conference.
  case invitation(name: String)

  public enum Kind: String, Hashable, Sendable, CaseIterable {
    case call, file, invitation
  }

  /// Of a file or a group, as the contact wrote it.
  public var name: String? {
    switch self {
    case .call: nil
    case .file(let name, _, _), .invitation(let name): name
    }
  }

  public var kind: Kind {
    switch self {
    case .call: .call
    case .file: .file
    case .invitation: .invitation
    }
  }
}

extension ContactOffer.Kind {
  /// The reply to the contact where the bot's rules do not handle it.
  public var refusal: String {
    switch self {
    case .call: "This bot takes no calls. Please write."
    case .file: "This bot takes no files: yours was refused. Please write what is in it."
    case .invitation: "This bot joins no groups. Please write to it here."
    }
  }
}
