import Foundation
import GatewayCore
import ToxWire

/// A report as one line of JSON: what `--json` prints and what watchers of a running bot get.
extension Report {
  /// One object without a line end. Keys are sorted, so that equal reports give equal lines.
  public func jsonLine() -> String {
    let object = fields.compactMapValues { $0 }
    let options: JSONSerialization.WritingOptions = [.sortedKeys, .withoutEscapingSlashes]
    guard let data = try? JSONSerialization.data(withJSONObject: object, options: options) else {
      return "{}"
    }
    return String(decoding: data, as: UTF8.self)
  }

  private var fields: [String: Any?] {
    switch self {
    case .ready(let ready):
      [
        "event": "ready", "tox_id": ready.toxID, "public_key": ready.publicKey,
        "dht_key": ready.dhtKey, "udp_port": ready.udpPort, "relay_port": NSNull(),
        "api": NSNull(), "home": ready.home,
      ]
    case .connection(let connection):
      ["event": "connection", "status": connection.status.rawValue, "text": connection.words]
    case .contactRequest(let contact, let text):
      ["event": "contact_request", "text": text].adding(contact)
    case .contactOnline(let contact): ["event": "contact_online"].adding(contact)
    case .contactOffline(let contact): ["event": "contact_offline"].adding(contact)
    case .message(let message):
      [
        "event": "message", "id": message.id.rawValue, "kind": message.kind.rawValue,
        "text": message.text, "time": message.receivedAt.rawValue,
      ].adding(message.contact)
    case .reply(let contact, let id, let text):
      ["event": "reply", "id": id.rawValue, "text": text].adding(contact)
    case .receipt(let contact, let id):
      ["event": "receipt", "id": id.rawValue].adding(contact)
    case .profile(let contact): ["event": "profile"].adding(contact)
    case .status(let contact, let status):
      ["event": "status", "status": status].adding(contact)
    case .typing(let contact, let isTyping):
      ["event": "typing", "typing": isTyping].adding(contact)
    case .delivery(let delivery): delivery.fields
    case .ruleError(let failure, let message):
      [
        "event": "rule_error", "reason": failure.reason.rawValue, "file": failure.file,
        "line": failure.line, "text": failure.message, "message": message?.rawValue,
      ]
    case .reloaded(let file): ["event": "reloaded", "file": file]
    case .storeError(let text): ["event": "store_error", "text": text]
    case .log(let text): ["event": "log", "text": text]
    }
  }
}

extension [String: Any?] {
  fileprivate func adding(_ contact: Contact) -> Self {
    merging([
      "contact": contact.codename.text, "public_key": contact.key.bytes.hex, "name": contact.name,
    ]) { own, _ in own }
  }
}

extension DeliveryReport {
  fileprivate var fields: [String: Any?] {
    var fields: [String: Any?] = [
      "event": "delivery", "id": id.rawValue, "webhook": webhook, "attempt": attempt,
      "next": next?.rawValue,
    ]
    switch result {
    case .delivered(let status):
      fields["state"] = "delivered"
      fields["status"] = status
    case .refused(let status, _):
      fields["state"] = next == nil ? "failed" : "retry"
      fields["status"] = status
    case .unreachable(let text):
      fields["state"] = next == nil ? "failed" : "retry"
      fields["text"] = text
    }
    return fields
  }
}
