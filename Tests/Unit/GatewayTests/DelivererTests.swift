import Foundation
import GatewayCore
import GatewayEngine
import GatewayWebhooks
import Testing

@testable import Gateway

/// Attempts over a real connection, and what the engine is told of them.
@Suite(.timeLimit(.minutes(1))) struct `The deliverer of webhooks` {
  private func outcome(
    of answer: String, asks: Bool = false, keep: Int64? = nil, path: String = "/hook"
  ) async throws -> AttemptOutcome {
    let receiver = try OneAnswer(answer)
    let deliverer = try WebhookDeliverer(.direct, formats: .all)
    defer { deliverer.shutdown() }
    var webhook = Webhook(name: "desk", url: "http://127.0.0.1:\(receiver.port)\(path)")
    webhook.allowed = try AllowedAddresses(["127.0.0.1"])
    webhook.lane.keep = keep
    var delivery = Delivery(
      id: DeliveryID(1), webhookID: "msg_1", webhook: "desk", contact: nil, body: "{}",
      due: UnixMilliseconds(0))
    if asks { delivery.answerBy = .now.advanced(byMilliseconds: 10_000) }
    return await withCheckedContinuation { continuation in
      let attempt = Attempt(delivery, to: webhook, at: .now, startedAt: Uptime(0))
      deliverer.deliver([attempt]) { _, outcome in continuation.resume(returning: outcome) }
    }
  }

  private func answer(_ body: String, status: Int = 200, length: Int? = nil) -> String {
    "HTTP/1.1 \(status) X\r\ncontent-type: text/plain\r\ncontent-length: "
      + "\(length ?? body.utf8.count)\r\n\r\n\(body)"
  }

  @Test func `an answer to an ask that breaks off is no answer, and tried again`() async throws {
    let whole = try await outcome(of: answer("Pay nothing."), asks: true)
    #expect(whole.result == .answered(status: 200, .replies([.init("Pay nothing.")])))
    let broken = try await outcome(of: answer("Pay", length: 12), asks: true)
    #expect(broken.result == .unreachable("The answer broke off before its end."))
    let forwarded = try await outcome(of: answer("Pay", length: 12))
    #expect(forwarded.result == .delivered(status: 200), "the receiver has accepted it")
  }

  @Test func `an answer is handed over where the webhook keeps it, bounded, without its secrets`()
    async throws
  {
    let path = "/hooks/s3cret-token"
    let text = answer("no such hook: \(path)", status: 404)
    #expect(try await outcome(of: text, path: path).response == nil)
    let kept = try await outcome(of: text, keep: 1, path: path)
    #expect(kept.response == "no such hook: …")
    #expect(kept.result == .refused(status: 404))
    #expect(kept.address?.hasPrefix("127.0.0.1:") == true)
    let long = try await outcome(of: answer(String(repeating: "x", count: 9_000)), keep: 1)
    #expect(long.response?.utf8.count == AttemptOutcome.responseBytesMax)
    #expect(try await outcome(of: answer(""), keep: 1).response == nil)
  }
}

/// A receiver of one request on this machine, which it answers with these bytes before it closes.
private final class OneAnswer: Sendable {
  private let listener: Int32
  let port: UInt16

  init(_ answer: String) throws {
    let listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    self.listener = listener
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    var size = socklen_t(MemoryLayout<sockaddr_in>.size)
    let bound = withUnsafeMutablePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        bind(listener, $0, size) == 0 && getsockname(listener, $0, &size) == 0
      }
    }
    guard bound, listen(listener, 1) == 0 else { throw POSIXError(.EADDRNOTAVAIL) }
    port = UInt16(bigEndian: address.sin_port)
    Thread.detachNewThread {
      let connection = accept(listener, nil, nil)
      guard connection >= 0 else { return }
      var received = ""
      var buffer = [UInt8](repeating: 0, count: 4_096)
      while !received.hasSuffix("{}"), case let count = recv(connection, &buffer, 4_096, 0),
        count > 0
      {
        received += String(decoding: buffer.prefix(count), as: UTF8.self)
      }
      let bytes = Array(answer.utf8)
      _ = send(connection, bytes, bytes.count, Int32(MSG_NOSIGNAL))
      close(connection)
    }
  }

  deinit { shutdown(listener, Int32(SHUT_RDWR)); close(listener) }
}
