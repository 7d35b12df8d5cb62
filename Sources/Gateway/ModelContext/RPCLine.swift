import Foundation
import GatewayCore

/// A message of JSON-RPC 2.0 as a client sends it, one a line.
enum RPCLine {
  case request(RPCID, method: String)
  case notification(method: String)
  /// An answer to a request; we make none.
  case answer
  case refused(RPCID?, RPCFault)

  private struct Envelope: Decodable {
    let version: String?
    let id: RPCID?
    let hasID: Bool
    let method: String?
    let isAnswer: Bool

    init(from decoder: any Decoder) throws {
      let members = try decoder.container(keyedBy: Member.self)
      version = try? members.decode(String.self, forKey: "jsonrpc")
      id = try? members.decode(RPCID.self, forKey: "id")
      hasID = members.contains("id")
      method = try? members.decode(String.self, forKey: "method")
      isAnswer = members.contains("result") || members.contains("error")
    }
  }

  /// - Parameter line: without its end.
  init(_ line: Data) {
    let envelope: Envelope
    do {
      envelope = try JSONDecoder().decode(Envelope.self, from: line)
    } catch DecodingError.typeMismatch {
      self = .refused(nil, .invalidRequest("A message is one object; batches are not supported."))
      return
    } catch {
      self = .refused(nil, RPCFault(code: .parse, sentence: "The line is not JSON."))
      return
    }
    guard envelope.version == "2.0" else {
      self = .refused(envelope.id, .invalidRequest("\"jsonrpc\" must be \"2.0\"."))
      return
    }
    guard let method = envelope.method else {
      self =
        envelope.isAnswer
        ? .answer : .refused(envelope.id, .invalidRequest("The message lacks \"method\"."))
      return
    }
    switch (envelope.hasID, envelope.id) {
    case (false, _): self = .notification(method: method)
    case (true, let id?): self = .request(id, method: method)
    case (true, nil):
      self = .refused(nil, .invalidRequest("\"id\" must be a text or a whole number."))
    }
  }
}

/// The id of a request, which its answer repeats.
enum RPCID: Hashable, Sendable, Decodable {
  case number(Int64)
  case text(String)

  init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    if let text = try? container.decode(String.self) {
      self = .text(text)
    } else {
      self = .number(try container.decode(Int64.self))
    }
  }

  var json: JSONValue {
    switch self {
    case .number(let number): .integer(number)
    case .text(let text): .string(text)
    }
  }
}

/// Why a request has no result, as JSON-RPC puts it.
struct RPCFault: Error {
  enum Code: Int64 {
    case parse = -32_700
    case invalidRequest = -32_600
    case unknownMethod = -32_601
    case invalidParameters = -32_602
    /// Of our own: too many calls at one time.
    case busy = -32_000
  }

  let code: Code
  let sentence: String

  static func invalidRequest(_ sentence: String) -> RPCFault {
    RPCFault(code: .invalidRequest, sentence: sentence)
  }

  var json: JSONValue {
    .object([
      .init("code", .integer(code.rawValue)), .init("message", .string(sentence)),
    ])
  }
}

extension RPCID? {
  /// The line of an answer, without its end.
  func answer(_ result: JSONValue) -> String { line(.init("result", result)) }

  func answer(_ fault: RPCFault) -> String { line(.init("error", fault.json)) }

  private func line(_ outcome: JSONValue.Member) -> String {
    JSONValue.object([
      .init("jsonrpc", .string("2.0")), .init("id", self?.json ?? .null), outcome,
    ]).text
  }
}
