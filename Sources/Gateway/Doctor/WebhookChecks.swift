import Foundation
import GatewayCore
import GatewayStore
import GatewayWebhooks

/// The checks of `postern doctor` for webhooks.
enum WebhookChecks {
  /// Whether each receiver accepts a connection by the route of deliveries, and with https shows a
  /// trusted certificate. Nothing is sent over it.
  static func reach(
    _ webhooks: [Webhook], _ network: PreparedNetwork
  ) async throws -> [Finding] {
    guard !webhooks.isEmpty else { return [] }
    let courier = try Courier(route: network.webhooks)
    var findings: [Finding] = []
    for webhook in webhooks {
      let fault = await withCheckedContinuation { continuation in
        courier.connect(to: webhook) { continuation.resume(returning: $0) }
      }
      findings.append(
        Finding(
          "webhook \(webhook.name)", fault == nil ? .pass : .fail,
          words: fault.map { $0 + advice(on: $0) }
            ?? "takes connections; nothing was sent" + webhook.signing))
    }
    courier.shutdown()
    return findings
  }

  /// Nothing where the sentence names a setting that helps.
  private static func advice(on fault: String) -> String {
    fault.contains(" = \"") ? "" : " Is the receiver up, and its url right?"
  }

  /// Webhooks of the bot that are paused in its home.
  static func paused(home path: String, _ webhooks: [Webhook]) -> [Finding] {
    let paused = try? Store.reading(home: path) { reader throws(StoreError) in
      try reader.pausedWebhooks()
    }
    return (paused ?? []).filter { paused in webhooks.contains { $0.name == paused.name } }.map {
      Finding(
        "webhook \($0.name)", .fail,
        words:
          "paused since \($0.since.rfc3339): \($0.cause.words). Deliveries wait;"
          + ($0.cause == .owner ? "" : " a change of its url or key resumes them, and so does")
          + " `postern hooks resume \($0.name)`"
          + ($0.cause == .owner ? " resumes them" : ""))
    }
  }
}

extension Webhook {
  /// How its receiver verifies the sender, behind a clause: what of it is public is shown.
  var signing: String {
    guard WebhookFormats.all[format]?.signs == true else { return "" }
    guard let key else {
      return "; without a key nothing is signed, and the receiver can't verify the sender"
    }
    let texts = [key.publicText, oldKey?.key.publicText].compactMap(\.self)
    return texts.isEmpty ? "" : "; the receiver verifies with " + texts.joined(separator: " or ")
  }
}
