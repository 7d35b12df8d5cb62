import GatewayCore
import HTTPTypes
import Synchronization
import TestSupport
import Testing

@testable import GatewayHTTP

/// Forms with a file, as browsers send them, and wrong ones.
@Suite(.timeLimit(.minutes(1))) struct `Forms with a file` {
  private static let type = "multipart/form-data; boundary=x-1"

  private static func part(
    _ name: String, _ value: String, more: String = "", header: String = ""
  ) -> String {
    "--x-1\r\nContent-Disposition: form-data; name=\"\(name)\"\(more)\r\n\(header)\r\n\(value)\r\n"
  }

  private static let file = part(
    "key", "inboxpub_A\ninboxsec_B\n", more: "; filename=\"a \\ b; name=%22c%22.key\"",
    header: "Content-Type: application/octet-stream\r\n")

  private func fields(_ body: String) throws(Problem) -> WebFields {
    try MultipartForm.fields(Array(body.utf8), boundary: Array("x-1".utf8))
  }

  @Test func `has the text of the file and the other fields`() throws {
    let form = try fields(
      Self.part("proof", "p") + Self.file + Self.part("passphrase", "a\r\nb -- x-1")
        + Self.part("next", "") + "--x-1--\r\n")
    #expect(form.one("key") == "inboxpub_A\ninboxsec_B\n" && form.one("proof") == "p")
    #expect(form.one("passphrase") == "a\nb -- x-1" && form.one("next") == "")
    #expect(try fields("--x-1--").isEmpty)
    #expect(try fields(Self.part("key", "") + "--x-1--").one("key") == "")
  }

  @Test(arguments: [
    "", "--x-1", "--x-1\r\n", "x", "\r\n--x-1--", "preamble\r\n--x-1--", "--x-2--",
    "--x-1\r\n\r\nvalue\r\n--x-1--", part("key", "value"), part("key", "value") + "--x-1",
    part("key", "value") + "--x-1-- epilogue", part("", "value") + "--x-1--",
    part("key", "value", header: "Content-Transfer-Encoding: base64\r\n") + "--x-1--",
    part("key", "value", header: "Content-Disposition: form-data; name=b\r\n") + "--x-1--",
    part("key", "value", more: "; name=b") + "--x-1--", part("key", "va\u{0}lue") + "--x-1--",
    part("key", "value", header: "no colon\r\n") + "--x-1--",
    part("key", "value", header: "X: \(String(repeating: "x", count: 1_024))\r\n") + "--x-1--",
    part("key", "value").replacing("form-data", with: "attachment") + "--x-1--",
    part("key", "value").replacing("\r\n", with: "\n") + "--x-1--",
  ])
  func `that is wrongly made is refused`(body: String) {
    #expect(throws: Problem.self) { try fields(body) }
  }

  @Test func `that is no UTF-8, or has too many fields, is refused`() {
    let many = String(repeating: Self.part("a", "b"), count: MultipartForm.partsMax)
    #expect(throws: Never.self) { try fields(many + "--x-1--") }
    do {
      _ = try fields(many + Self.part("a", "b") + "--x-1--")
      Issue.record("seventeen fields")
    } catch { #expect(error.status == .contentTooLarge) }
    let bytes = Array((Self.part("key", "?") + "--x-1--").utf8).map { $0 == 0x3F ? 0xFF : $0 }
    #expect(throws: Problem.self) {
      try MultipartForm.fields(bytes, boundary: Array("x-1".utf8))
    }
  }

  @Test func `names its boundary`() {
    func boundary(_ type: String?) -> String? {
      MultipartForm.boundary(of: type).map { String(decoding: $0, as: UTF8.self) }
    }
    #expect(boundary(Self.type) == "x-1")
    #expect(boundary("Multipart/Form-Data; charset=utf-8 ;Boundary=\"a b\"") == "a b")
    #expect(boundary("multipart/form-data;boundary=\(String(repeating: "x", count: 70))") != nil)
    for type in [
      nil, "", "multipart/form-data", "multipart/form-data; boundary=",
      "multipart/mixed; boundary=x",
      "multipart/form-data; boundary=\"", "multipart/form-data; boundary=a; boundary=b",
      "multipart/form-data; boundary=a\u{7F}", "multipart/form-data; boundary=\"a\r\nb\"",
      "multipart/form-data; boundary=\(String(repeating: "x", count: 71))",
      "multipart/form-data boundary=x", "application/x-www-form-urlencoded",
    ] {
      #expect(boundary(type) == nil, "\(type ?? "nil")")
    }
  }

  @Test func `is taken by the route for a file alone, and has its own bound`() async throws {
    try await ServerBench.with(servesPages: true) { bench in
      func send(
        _ path: String, _ body: String, session: String? = "reader"
      ) async throws -> String {
        try await bench.send(
          "POST \(path)", session: session, fields: ["Content-Type: \(Self.type)"], body)
      }
      let proof = Self.part("proof", bench.web.proof(for: "reader"))
      let answer = try await send("/unlock", proof + Self.file + "--x-1--")
      #expect(answer.status == 200)
      #expect(
        bench.web.forms.withLock { $0.last?.one("key") } == "inboxpub_A\ninboxsec_B\n")
      #expect(try await send("/unlock", Self.file + "--x-1--").status == 403, "without a proof")
      #expect(try await send("/unlock", proof + proof + "--x-1--").status == 403)
      #expect(try await send("/sign-out", proof + "--x-1--").status == 415)
      #expect(try await send("/unlock", proof, session: nil).status == 303)
      let long = String(repeating: "x", count: MultipartForm.bytesMax)
      #expect(try await send("/unlock", proof + Self.part("key", long) + "--x-1--").status == 413)
      let form = try await bench.post("/unlock", "key=\(long)", session: "reader")
      #expect(form.status == 413)
    }
  }
}
