import GatewayCore
import GatewayEngine
import GatewayWebhooks
import Glibc

/// Makes the attempts of deliveries with the courier, each as its format requires.
final class WebhookDeliverer: Deliverer {
  /// Those in progress, and as many that wait in the courier for a quick receiver.
  let room = 2 * CourierLimits.transfersStandard
  private let courier: Courier
  /// One alone is the bottleneck where a long backlog drains.
  private static let threads = 2
  private let formats: WebhookFormats
  /// Where the bytes of a file are.
  private let path: @Sendable (MessageID) -> String

  init(
    _ route: CourierRoute, formats: WebhookFormats,
    path: @escaping @Sendable (MessageID) -> String = { _ in "" }
  ) throws(CourierError) {
    courier = try Courier(route: route, threads: Self.threads)
    self.formats = formats
    self.path = path
  }

  func deliver(
    _ attempts: [Attempt], completion: @escaping @Sendable (Attempt, AttemptOutcome) -> Void
  ) {
    courier.send(attempts.compactMap { job(for: $0, completion: completion) })
  }

  /// - Returns: nil where the attempt has failed.
  private func job(
    for attempt: Attempt, completion: @escaping @Sendable (Attempt, AttemptOutcome) -> Void
  ) -> CourierJob? {
    let (delivery, webhook) = (attempt.delivery, attempt.webhook)
    guard let format = formats[delivery.format] else {
      let name = delivery.format
      completion(
        attempt, AttemptOutcome(.unreachable("This version has no format \"\(name)\" any more.")))
      return nil
    }
    let request = format.request(for: delivery, to: webhook, now: attempt.time).findingFile(path)
    return CourierJob(request) { end in
      // Without a result the agent is stopping: the delivery stays in the store for the next start.
      guard let end else { return }
      var outcome = end.outcome(in: format)
      if case .answered(let response) = end.result {
        if attempt.delivery.answerBy != nil {
          outcome.result = response.answer(judged: outcome.result)
        }
        if attempt.webhook.lane.keep != nil {
          outcome.response = response.kept(of: attempt.webhook)
        }
      }
      completion(attempt, outcome)
    }
  }

  /// Keeps the connections that these webhooks want to stand between deliveries, and no others.
  func keepStatus(of webhooks: [Webhook]) { courier.keepStatus(of: webhooks) }

  func shutdown() { courier.shutdown() }
}

extension WebhookRequest {
  /// The request with its file; without it where its bytes are gone, or are not what was told.
  fileprivate func findingFile(_ path: (MessageID) -> String) -> WebhookRequest {
    guard case .http(var content) = content, var file = content.file else { return self }
    file.path = path(file.id)
    content.file = file.isThere ? file : nil
    var request = self
    request.content = .http(content)
    return request
  }
}

extension AttachedFile {
  fileprivate var isThere: Bool {
    var status = stat()
    guard let path, lstat(path, &status) == 0 else { return false }
    return status.st_mode & S_IFMT == S_IFREG && status.st_size == size
  }
}

extension WebhookResponse {
  /// The answer to an ask that was accepted.
  fileprivate func answer(judged result: DeliveryResult) -> DeliveryResult {
    guard case .delivered(let status) = result else { return result }
    // Part of an answer may say something else than the whole.
    guard isComplete else { return .unreachable("The answer broke off before its end.") }
    return .answered(
      status: status, AskAnswer(status: status, contentType: contentType, body: body))
  }

  /// Its beginning, without what is secret of the webhook; nil where it has no body.
  fileprivate func kept(of webhook: Webhook) -> String? {
    guard !body.isEmpty else { return nil }
    let text = StruckOut(webhook).strike(String(decoding: body, as: UTF8.self))
    let kept = Array(text.utf8.prefix(AttemptOutcome.responseBytesMax))
    return kept.count == text.utf8.count ? text : String(decoding: kept, as: UTF8.self)
  }
}
