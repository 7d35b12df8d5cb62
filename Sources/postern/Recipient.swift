import Foundation
import Gateway
import GatewayCore

/// The recipient that a person names, checked before a text is asked for, a home is made or the
/// network is joined.
enum Recipient {
  /// - Parameter path: the home whose contacts are meant by codename.
  /// - Throws: `Failure` with what is wrong.
  static func check(_ text: String, home path: String) throws {
    if ContactAddress.isMeant(by: text) {
      if let mistake = ContactAddress.mistake(in: text) { throw Failure(mistake, .refused) }
      return
    }
    guard FileManager.default.fileExists(atPath: path) else {
      throw Failure(
        "\"\(text.shownInLine)\" is no Tox ID (76 hex digits) and no public key (64), and there are no"
          + " contacts yet that it could name.", .refused)
    }
    _ = try Operation(home: path).contact(ContactReference(text))
  }
}
