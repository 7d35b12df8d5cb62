import Foundation
import Gateway
import GatewayCore

/// The recipient that a person names, checked before a text is asked for, a home is made or the
/// network is joined.
enum Recipient {
  /// - Parameter path: the home whose contacts are meant by codename.
  /// - Returns: whether it is a label, whose contacts are meant.
  /// - Throws: `Failure` with what is wrong.
  @discardableResult
  static func check(_ text: String, home path: String) throws -> Bool {
    if ContactAddress.isMeant(by: text) {
      if let mistake = ContactAddress.mistake(in: text) { throw Failure(mistake, .refused) }
      return false
    }
    guard FileManager.default.fileExists(atPath: path) else {
      throw Failure(
        "\"\(text.shownInLine)\" is no Tox ID (76 hex digits) and no public key (64), and there are no"
          + " contacts yet that it could name.", .refused)
    }
    let operation = Operation(home: path)
    if ContactLabel(text) != nil,
      case .contacts(let labelled) = try operation.ask(.contactList(label: text)),
      !labelled.isEmpty
    {
      return true
    }
    _ = try operation.contact(ContactReference(text))
    return false
  }
}
