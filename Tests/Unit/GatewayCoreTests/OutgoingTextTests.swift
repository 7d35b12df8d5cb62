import GatewayCore
import Testing

@Suite struct `Outgoing texts` {
  @Test(arguments: [
    ("plain", "plain"), ("a\tb\nc", "a\tb\nc"), ("a\r\nb\rc", "a\nb\nc"),
    ("a\u{0}b\u{7}\u{1B}[31m\u{7F}", "ab[31m"), ("a\u{85}\u{9B}31m", "a31m"),
    ("Bot\u{202E}exe\u{202C}", "Botexe"),
    ("\u{2068}name\u{2069} \u{200F}x", "\u{2068}name\u{2069} \u{200F}x"),
    ("e\u{301} 漢字 👩‍🚀 …", "e\u{301} 漢字 👩‍🚀 …"), ("\u{0}", ""), ("", ""),
  ])
  func `a message is sent without characters that clients mishandle`(written: String, sent: String)
  {
    #expect(written.asMessage.unicodeScalars.elementsEqual(sent.unicodeScalars))
    #expect(written.asMessage.asMessage == written.asMessage)
  }

  @Test(arguments: [
    ("Tip line", "Tip line"), ("two\nlines\r\n", "two lines  "), ("a\u{0}\tb", "a  b"),
    ("Bot\u{202E}exe\u{2067}x", "Botexex"), ("a\u{2028}b", "a b"),
  ])
  func `a name is one line`(written: String, sent: String) {
    #expect(written.asProfileLine.unicodeScalars.elementsEqual(sent.unicodeScalars))
  }
}
