import Foundation
public import GatewayCore

extension AskAnswer {
  /// - Parameters:
  ///   - contentType: the value of the header, if there is one.
  ///   - body: of an answer with the status 2xx.
  public init(status: Int, contentType: String?, body: [UInt8]) {
    guard body.count <= Self.bytesMax else {
      self = .unusable("its answer is longer than \(Self.bytesMax) bytes")
      return
    }
    // The way of HTTP to say nothing.
    guard status != 204 else {
      self = .replies([])
      return
    }
    let type = contentType.map { $0.prefix { $0 != ";" } } ?? ""
    switch type.trimmingCharacters(in: .whitespaces).lowercased() {
    case "text/plain": self.init(text: body)
    case let type where type == "application/json" || type.hasSuffix("+json"):
      self.init(json: body)
    case "": self = .unusable("its answer has no content-type")
    default: self = .unusable("the content-type of its answer is neither JSON nor text/plain")
    }
  }

  private init(text body: [UInt8]) {
    guard let text = String(validating: body, as: UTF8.self) else {
      self = .unusable("its answer is no UTF-8")
      return
    }
    let reply = Reply(text.asMessage.trimmingCharacters(in: .whitespacesAndNewlines))
    self = reply.text.isEmpty ? .unusable("its answer is empty") : .replies([reply])
  }

  private init(json body: [UInt8]) {
    do {
      let answer = try JSONDecoder().decode(Written.self, from: Data(body))
      guard answer.replies.count <= Self.repliesMax else {
        self = .unusable("its answer has more than \(Self.repliesMax) replies")
        return
      }
      let replies = answer.replies.map { Reply($0.text.asMessage, kind: $0.kind) }
      guard replies.allSatisfy({ $0.text.contains { !$0.isWhitespace } }) else {
        self = .unusable("its answer has an empty reply")
        return
      }
      self = .replies(replies)
    } catch {
      self = .unusable(
        "its answer is not JSON like {\"reply\": \"…\"}, {\"action\": \"…\"} or {\"replies\": […]}")
    }
  }
}

/// `{"reply": "…"}`, `{"action": "…"}` or `{"replies": ["…", {"action": "…"}]}`. Other members are
/// the receiver's own.
private struct Written: Decodable {
  let replies: [AskAnswer.Reply]

  private enum Member: String, CodingKey { case reply, action, replies }

  /// One of several: a text, or an object with one member.
  private struct Element: Decodable {
    let reply: AskAnswer.Reply

    init(from decoder: any Decoder) throws {
      if let text = try? decoder.singleValueContainer().decode(String.self) {
        reply = AskAnswer.Reply(text)
        return
      }
      let members = try decoder.container(keyedBy: Member.self)
      guard let only = try Self.single(in: members) else {
        throw DecodingError.dataCorrupted(
          .init(codingPath: decoder.codingPath, debugDescription: "no reply"))
      }
      reply = only
    }

    static func single(in members: KeyedDecodingContainer<Member>) throws -> AskAnswer.Reply? {
      switch (members.contains(.reply), members.contains(.action)) {
      case (true, false): AskAnswer.Reply(try members.decode(String.self, forKey: .reply))
      case (false, true):
        AskAnswer.Reply(try members.decode(String.self, forKey: .action), kind: .action)
      default: nil
      }
    }
  }

  init(from decoder: any Decoder) throws {
    let members = try decoder.container(keyedBy: Member.self)
    if members.contains(.replies) {
      guard !members.contains(.reply), !members.contains(.action) else {
        throw DecodingError.dataCorruptedError(
          forKey: .replies, in: members, debugDescription: "beside another")
      }
      replies = try members.decode([Element].self, forKey: .replies).map(\.reply)
    } else if let only = try Element.single(in: members) {
      replies = [only]
    } else {
      throw DecodingError.dataCorrupted(
        .init(codingPath: decoder.codingPath, debugDescription: "no reply"))
    }
  }
}
