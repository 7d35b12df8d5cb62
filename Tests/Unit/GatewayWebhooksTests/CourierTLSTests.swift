import Foundation
import GatewayCore
import GatewayWebhooks
import TestSupport
import Testing

/// Receivers over TLS, real ones, with certificates made for the test.
@Suite(.timeLimit(.minutes(1))) struct `Receivers with certificates` {
  private func deliver(
    to receiver: TLSReceiver, trusting authority: [UInt8]?
  ) async throws -> DeliveryResult? {
    let courier = try Courier()
    defer { courier.shutdown() }
    return await courier.send(
      WebhookRequest(
        webhook: "desk", url: receiver.url,
        content: .http(HTTPContent(headers: [], body: Array("{}".utf8))),
        certificates: authority))
  }

  private func connect(
    to receiver: TLSReceiver, trusting authority: [UInt8]?,
    showing certificate: ClientCertificate? = nil
  ) async throws -> String? {
    let courier = try Courier()
    defer { courier.shutdown() }
    var webhook = Webhook(name: "desk", url: receiver.url, certificates: authority)
    webhook.allowed = .local
    webhook.clientCertificate = certificate
    return await withCheckedContinuation { continuation in
      courier.connect(to: webhook) { continuation.resume(returning: $0) }
    }
  }

  @Test func `are delivered to where their authority is named, and nowhere else`() async throws {
    let receiver = try TLSReceiver(.sound)
    #expect(
      try await deliver(to: receiver, trusting: receiver.authority) == .delivered(status: 200))
    #expect(try await connect(to: receiver, trusting: receiver.authority) == nil)
    let other = try TLSReceiver(.sound)
    for authority in [nil, other.authority] {
      let words = "The receiver's certificate comes from an authority that is not known here;"
      let fault = try #require(try await connect(to: receiver, trusting: authority))
      #expect(fault.hasPrefix(words))
      #expect(try await deliver(to: receiver, trusting: authority) == .unreachable(fault))
    }
  }

  @Test(arguments: [
    (TestCertificates.Kind.expired, "has expired"), (.forAnotherName, "is for another name"),
    (.selfSigned, "is signed by itself"),
  ])
  func `are told of by what is wrong with them, for deliveries and for the doctor`(
    certificate: TestCertificates.Kind, words: String
  ) async throws {
    let receiver = try TLSReceiver(certificate)
    let fault = try #require(try await connect(to: receiver, trusting: receiver.authority))
    #expect(fault.contains(words))
    #expect(!fault.contains("127.0.0.1"))
    #expect(try await deliver(to: receiver, trusting: receiver.authority) == .unreachable(fault))
  }

  @Test func `are sent nothing by a look whether they can be reached`() async throws {
    let receiver = try Receiver(.answer("HTTP/1.1 200 OK\r\n\r\n"))
    let courier = try Courier()
    defer { courier.shutdown() }
    var webhook = Webhook(name: "desk", url: receiver.url)
    webhook.allowed = .local
    let fault = await withCheckedContinuation { continuation in
      courier.connect(to: webhook) { continuation.resume(returning: $0) }
    }
    #expect(fault == nil)
    #expect(receiver.requests.isEmpty)
  }

  @Test func `are shown the bot's certificate where they ask for one`() async throws {
    let receiver = try TLSReceiver(.sound, asksForCertificate: true)
    let own = try receiver.clientCertificate()
    func deliver(showing certificate: ClientCertificate?) async throws -> DeliveryResult? {
      let courier = try Courier()
      defer { courier.shutdown() }
      var request = WebhookRequest(
        webhook: "desk", url: receiver.url,
        content: .http(HTTPContent(headers: [], body: Array("{}".utf8))),
        certificates: receiver.authority)
      request.clientCertificate = certificate
      return await courier.send(request)
    }
    #expect(try await deliver(showing: own) == .delivered(status: 200))
    guard case .unreachable? = try await deliver(showing: nil) else {
      Issue.record("it took a delivery without a certificate")
      return
    }
    let mixed = ClientCertificate(certificate: own.certificate, key: receiver.authorityKey)
    let fault = try await connect(to: receiver, trusting: receiver.authority, showing: mixed)
    #expect(fault?.contains("cert_key") == true)
  }

  @Test func `have the time that their webhook gives them`() async throws {
    let receiver = try Receiver(.silence)
    // Without it the suite's own limit would end the test.
    let courier = try Courier(limits: CourierLimits(totalTimeout: 3_600_000))
    defer { courier.shutdown(grace: 0) }
    let result = await courier.send(
      WebhookRequest(webhook: "desk", url: receiver.url, content: .empty, timeout: 1_000))
    #expect(result == .unreachable("The receiver did not answer in time."))
  }
}
