import GatewayCore
import Testing

/// Names of files as strangers write them.
@Suite struct `The name of a file` {
  /// What a sender claims, and what is shown.
  static let hostile: [(claimed: String, shown: String)] = [
    // Nothing to clean.
    ("report.pdf", "report.pdf"), ("R&D plan (2).tar.gz", "R&D plan (2).tar.gz"),
    ("Übersicht – März.odt", "Übersicht – März.odt"), ("дело.pdf", "дело.pdf"),
    ("報告書.docx", "報告書.docx"), ("דוח.pdf", "דוח.pdf"), ("README", "README"),
    ("👩‍👩‍👧 family.jpg", "👩‍👩‍👧 family.jpg"), ("می‌خواهم.txt", "می‌خواهم.txt"),
    // No path.
    ("../../etc/passwd", "passwd"), ("/etc/shadow", "shadow"), ("..\\..\\boot.ini", "boot.ini"),
    ("C:\\Users\\x\\run.bat", "run.bat"), ("a/b/c/", "c"), ("dir/..", "dir"), ("/", "file"),
    ("..", "file"), (".", "file"), ("....", "file"), ("../..", "file"), ("", "file"),
    ("   ", "file"), ("a\u{2215}b\u{2044}c.txt", "a_b_c.txt"), ("a\u{FF0F}b\u{FF3C}c", "a_b_c"),
    ("x.txt:stream", "x.txt_stream"), ("C:evil.txt", "C_evil.txt"),
    ("http://h/p?q=1.pdf", "p_q=1.pdf"),
    // Nothing that acts on a terminal or ends a line.
    ("a\u{1B}[2Jb.txt", "a[2Jb.txt"), ("a\r\nb.txt", "a b.txt"), ("a\u{0}b.txt", "ab.txt"),
    ("a\u{7F}\u{9B}31mb", "a31mb"), ("a\tb", "a b"), ("a\u{2028}b\u{2029}c\u{85}d", "a b c d"),
    // No direction trick: it would be read as "…fdp.exe" backwards.
    ("invoice\u{202E}fdp.exe", "invoicefdp.exe"), ("a\u{2066}b\u{2069}.txt", "ab.txt"),
    ("a\u{200F}\u{200E}\u{061C}b.txt", "ab.txt"),
    // Nothing invisible.
    ("ex\u{200B}e\u{FEFF}.t\u{AD}xt", "exe.txt"), ("a\u{2060}\u{180E}b", "ab"),
    ("\u{3164}.pdf", "_pdf"), ("a\u{115F}\u{2800}\u{FFA0}b", "a b"),
    ("a\u{E0041}\u{E0020}b.txt", "ab.txt"), ("e\u{200D}x\u{200C}e", "exe"),
    ("a\u{FE0F}b.t\u{E0100}xt", "ab.txt"), ("a\u{34F}b", "ab"),
    // No extension that is out of sight or looks like another one.
    ("photo.png                                                .exe", "photo.png .exe"),
    ("photo.png\u{2003}\u{3000}\u{A0}.exe", "photo.png .exe"),
    ("photo.png\u{2024}exe", "photo.png_exe"), ("photo\u{FF0E}exe", "photo_exe"),
    ("scan.\u{0440}df", "scan._df"), ("scan.\u{FF50}\u{FF44}\u{FF46}", "scan.___"),
    ("evil.exe.", "evil.exe"), ("evil.exe . . ", "evil.exe"),
    ("evil.exe::$DATA", "evil.exe__$DATA"),
    // No name that a system takes for something else.
    ("CON", "_CON"), ("nul.txt", "_nul.txt"), ("Com1.tar.gz", "_Com1.tar.gz"),
    ("LPT¹.pdf", "_LPT¹.pdf"), ("aux .pdf", "_aux .pdf"), ("conin$", "_conin$"),
    ("aux cable.pdf", "aux cable.pdf"),
    ("console.log", "console.log"), ("com10.txt", "com10.txt"), ("autorun.inf", "_autorun.inf"),
    ("Desktop.ini", "_Desktop.ini"), (".bashrc", "_bashrc"), ("-rf", "_rf"), ("~root", "_root"),
    ("a<b>c|d?e*f\"g`h", "a_b_c_d_e_f_g_h"),
    // Nothing that covers its neighbours, or is no character.
    ("z\u{300}\u{301}\u{302}\u{303}\u{304}.txt", "z\u{300}\u{301}\u{302}.txt"),
    ("\u{301}a", "a"), ("a\u{E000}\u{FFFF}\u{10FFFE}b", "a___b"), ("bad\u{FFFD}", "bad\u{FFFD}"),
  ]

  @Test(arguments: hostile)
  func `is shown without what could deceive or do harm`(claimed: String, shown: String) {
    let name = FileName(claimed)
    #expect(
      name.shown.unicodeScalars.elementsEqual(shown.unicodeScalars),
      "\(name.shown.debugDescription) for \(claimed.debugDescription)")
    #expect(name.claimed == claimed)
  }

  @Test(arguments: hostile)
  func `stays the same when it is cleaned once more`(claimed: String, shown: String) {
    #expect(FileName(FileName(claimed).shown).shown == FileName(claimed).shown)
  }

  @Test func `is cut to a length that every system takes, and keeps its extension`() {
    let long = FileName(String(repeating: "ж", count: 500) + ".pdf").shown
    #expect(long.hasSuffix("ж.pdf") && long.utf8.count <= 180 && long.utf8.count > 170)
    let noExtension = FileName("a." + String(repeating: "b", count: 300)).shown
    #expect(noExtension.utf8.count == 180 && noExtension.hasPrefix("a.bbb"))
    let family = "👩‍👩‍👧"
    let families = FileName(String(repeating: family, count: 100) + ".jpg").shown
    #expect(families.hasPrefix(family) && families.hasSuffix("\(family).jpg"))
  }

  @Test func `made of any scalars is one component, and printable`() {
    var state: UInt64 = 88_172_645_463_325_252
    for _ in 0..<20_000 {
      var text = String.UnicodeScalarView()
      for _ in 0..<12 {
        state ^= state << 13
        state ^= state >> 7
        state ^= state << 17
        let plane = [0x80, 0x400, 0x2100, 0x1_0000, 0x11_0000][Int(state >> 60) % 5]
        if let scalar = Unicode.Scalar(UInt32(truncatingIfNeeded: state >> 8) % UInt32(plane)) {
          text.append(scalar)
        }
      }
      let shown = FileName(String(text)).shown
      let again = FileName(shown).shown
      #expect(
        !shown.isEmpty && !shown.contains("/") && !shown.contains("\\") && shown != ".."
          && shown != "." && shown.utf8.count <= 180
          && !shown.unicodeScalars.contains { $0.isUnseen },
        "\(String(text).debugDescription)")
      #expect(again == shown, "\(String(text).debugDescription)")
    }
  }
}
