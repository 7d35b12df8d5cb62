import GatewayCore
import Testing

@Suite struct `JSON values` {
  private static let values: [(JSONValue, String)] = [
    (.null, "null"), (.boolean(true), "true"), (.boolean(false), "false"), (.integer(0), "0"),
    (.integer(.min), "-9223372036854775808"), (.number(1.5), "1.5"), (.number(1e300), "1e+300"),
    (.string(""), #""""#), (.string("plain"), #""plain""#),
    (.string("\"\\\n\r\t\u{0}\u{7F}"), #""\"\\\n\r\t\u0000\u007f""#),
    (.string("é\u{202E}"), #""é\u202e""#), (.array([]), "[]"), (.object([]), "{}"),
    (.array([.integer(1), .array([.null]), .string("x")]), #"[1,[null],"x"]"#),
    (
      .object([.init("b", .integer(1)), .init("a\n", .object([.init("c", .boolean(false))]))]),
      #"{"b":1,"a\n":{"c":false}}"#
    ),
  ]

  @Test(arguments: values)
  func `are written without blanks, members in their order`(value: JSONValue, text: String) {
    #expect(value.text == text)
  }

  @Test(arguments: values)
  func `know their size in bytes`(value: JSONValue, text: String) {
    #expect(value.byteCount == text.utf8.count)
  }

  @Test func `a character is escaped or not wherever it stands in a text`() {
    for value in UInt8(0)...0x7F {
      let scalar = Unicode.Scalar(value)
      let alone = JSONValue.string(String(scalar)).text.dropFirst().dropLast()
      #expect((alone.utf8.count > 1) == (value < 0x20 || [0x22, 0x5C, 0x7F].contains(value)))
      for index in 0..<20 {
        let (before, after) = (
          String(repeating: "~", count: index), String(repeating: " ", count: 19 - index)
        )
        let text = JSONValue.string("\(before)\(scalar)\(after)").text
        #expect(text == "\"\(before)\(alone)\(after)\"", "\(value) at \(index)")
      }
    }
  }
}
