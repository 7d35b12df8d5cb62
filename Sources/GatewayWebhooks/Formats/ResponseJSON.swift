import Foundation
import GatewayCore

/// The JSON object in the body of a receiver's answer, as far as it is one.
struct ResponseJSON {
  private let members: [String: Any]

  init(_ response: WebhookResponse) {
    let value = try? JSONSerialization.jsonObject(with: Data(response.body))
    members = value as? [String: Any] ?? [:]
  }

  private init(members: [String: Any]) { self.members = members }

  func object(_ name: String) -> ResponseJSON {
    ResponseJSON(members: members[name] as? [String: Any] ?? [:])
  }

  func text(_ name: String) -> String? { members[name] as? String }

  func isTrue(_ name: String) -> Bool { members[name] as? Bool == true }

  func integer(_ name: String) -> Int64? {
    (members[name] as? Double).flatMap { Int64(exactly: $0.rounded()) }
  }

  /// A number of seconds, rounded up; nil where it makes no sense.
  func seconds(_ name: String, per unit: Double = 1) -> Int64? {
    guard let number = members[name] as? Double, number > 0 else { return nil }
    return Int64(exactly: (number / unit).rounded(.up))
  }
}

extension WebhookResponse {
  /// The body as text, without the space around it.
  var text: String {
    String(decoding: body, as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines)
  }

  /// A final answer, with the receiver's word for it where that is short and plain: it is stored,
  /// logged and shown.
  func rejected(_ rejection: DeliveryResult.Rejection, reason: String?) -> DeliveryResult {
    let plain = reason.flatMap { reason in
      (1...100).contains(reason.utf8.count) && reason.utf8.allSatisfy(Self.isPlain) ? reason : nil
    }
    return .rejected(status: status, rejection, reason: plain)
  }

  private static func isPlain(_ byte: UInt8) -> Bool {
    byte.isASCIILetterOrDigit || " _:,.-'".utf8.contains(byte)
  }
}
