import Foundation
import GatewayCore
import Testing

@testable import Gateway

@Suite struct `A message over HTTP` {
  @Test(arguments: [
    #"{"command":"send","contact":"a","text":"b","kind":"text","keep":true}"#,
    #"{"command":"send","contact":"a","text":"","kind":"action","keep":false"#
      + #","expires_milliseconds":5}"#,
    #"{"keep":true,"kind":"text","text":"b","contact":"a","command":"send"}"#,
  ])
  func `is read without a decoder as with one`(text: String) throws {
    let members = try JSONValue(json: text.utf8)
    let request = try JSONDecoder().decode(ApplicationRequest.self, from: Data(text.utf8))
    let message = try #require(SendCommand(members))
    #expect(.command(message) == request)
  }

  @Test(arguments: [
    #"{"command":"sent","contact":"a","text":"b","kind":"text","keep":true}"#,
    #"{"command":"send","contact":"a","text":"b","kind":"song","keep":true}"#,
    #"{"command":"send","contact":"a","text":7,"kind":"text","keep":true}"#,
    #"{"command":"send","contact":"a","text":"b","kind":"text"}"#,
    #"{"command":"send","contact":"a","text":"b","kind":"text","keep":true,"more":1}"#, "[]",
  ])
  func `with anything unusual is left to the decoder`(text: String) throws {
    #expect(SendCommand(try JSONValue(json: text.utf8)) == nil)
  }

  @Test func `is answered without an encoder as with one`() throws {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    let reply = Reply.queued(18)
    #expect(BotAPI.bytes(of: reply) == Array(try encoder.encode(reply)))
  }
}
