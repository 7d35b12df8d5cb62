import Foundation
import GatewayCore
import GatewayWebhooks

/// A request as the listener saw it.
public struct ReceivedHook: Hashable, Sendable {
  public enum Verification: Hashable, Sendable {
    case verified
    /// There is no key to verify with.
    case unchecked
    /// The end of a sentence about the request.
    case refused(String)
  }

  /// "POST /…": where there is a path, it may be a secret.
  public var request: String
  /// `webhook-id`, where it has one.
  public var id: String?
  public var verification: Verification
  /// Whether a request with this id was accepted before.
  public var isRepetition = false
  public var isSealed = false
  /// Why a sealed body stays closed: a sentence.
  public var closed: String?
  /// What was written, opened where it was sealed.
  public var body: String
  /// What the listener answers.
  public var status: Int

  /// One JSON object on one line.
  public var jsonLine: String {
    var members: [JSONValue.Member] = [.init("request", .string(request))]
    members.append(.init("id", id.map(JSONValue.string) ?? .null))
    switch verification {
    case .verified: members.append(.init("verified", .boolean(true)))
    case .unchecked: members.append(.init("verified", .null))
    case .refused(let reason):
      members.append(.init("verified", .boolean(false)))
      members.append(.init("reason", .string(reason)))
    }
    members.append(.init("repeated", .boolean(isRepetition)))
    members.append(.init("sealed", .boolean(isSealed)))
    if let closed { members.append(.init("closed", .string(closed))) }
    members.append(.init("body", .string(body)))
    members.append(.init("status", .integer(Int64(status))))
    return JSONValue.object(members).text
  }
}

/// Judges requests, one after the other.
final class HookJudge: @unchecked Sendable {
  private let configuration: HookListener.Configuration
  private let received: @Sendable (ReceivedHook) -> Void
  /// Ids that were accepted, newest last; of them so many are remembered.
  private var ids: [String] = []
  private static let idsMax = 1_000

  init(
    _ configuration: HookListener.Configuration,
    received: @escaping @Sendable (ReceivedHook) -> Void
  ) {
    self.configuration = configuration
    self.received = received
  }

  /// Called on the listener's one thread.
  ///
  /// - Returns: the status and the body of the answer.
  func judge(
    _ body: [UInt8], request: String, header: (String) -> String?
  ) -> (status: Int, body: [UInt8]) {
    var hook = ReceivedHook(
      request: request, id: header("webhook-id"), verification: .unchecked,
      body: String(decoding: body, as: UTF8.self), status: configuration.answer.status)
    if let verifier = configuration.keys.verifier {
      do throws(WebhookVerifier.Refusal) {
        try verifier.verify(body, now: .now, header: header)
        hook.verification = .verified
      } catch {
        hook.verification = .refused(error.description)
        hook.status = 401
      }
    }
    open(&hook)
    if hook.status < 400, let id = hook.id { note(id, &hook) }
    received(hook)
    let isAnswered = (200..<300).contains(hook.status) && hook.status != 204
    return (hook.status, isAnswered ? configuration.answer.body : [])
  }

  private func note(_ id: String, _ hook: inout ReceivedHook) {
    hook.isRepetition = ids.contains(id)
    guard !hook.isRepetition else { return }
    if ids.count == Self.idsMax { ids.removeFirst() }
    ids.append(id)
  }

  private struct Sealed: Decodable {
    struct Box: Decodable { var box: Data }
    var type: String
    var data: Box
  }

  private func open(_ hook: inout ReceivedHook) {
    guard let sealed = try? JSONDecoder().decode(Sealed.self, from: Data(hook.body.utf8)),
      sealed.type == "sealed"
    else { return }
    hook.isSealed = true
    var fault = SealedBody.Fault.box
    for key in configuration.keys.opening {
      do throws(SealedBody.Fault) {
        hook.body = String(
          decoding: try SealedBody.open([UInt8](sealed.data.box), with: key), as: UTF8.self)
        return
      } catch { fault = error }
    }
    hook.closed =
      switch fault {
      case _ where configuration.keys.opening.isEmpty: "There is no key to open it: --key FILE."
      case .version: "It is sealed in a way that this version does not know."
      case .box: "It is sealed to another key, or was changed on its way."
      case .padding: "It was sealed by another program, without padding."
      }
  }
}
