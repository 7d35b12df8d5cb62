/// Text that others sent, made safe for a terminal: no control characters, which could move the
/// cursor, change the title or fake a line.
func terminalSafe(_ text: String) -> String {
  String(
    String.UnicodeScalarView(
      text.unicodeScalars.map { scalar in
        scalar == "\n" || scalar == "\t" || scalar.properties.generalCategory != .control
          ? scalar : "\u{fffd}"
      }))
}
