import CCurl

/// An easy handle of libcurl, which its owner makes and cleans up. The functions of C for options
/// and information take any number of arguments, which Swift can't call.
struct CurlHandle {
  let easy: UnsafeMutableRawPointer

  /// Whether the library is initialized; false where there is no memory for it.
  static let isLibraryReady = curl_global_init(Int(CURL_GLOBAL_DEFAULT)) == CURLE_OK

  /// - Returns: whether curl took it, as with the others.
  func set(_ option: CURLoption, _ value: Int) -> Bool {
    ccurl_set_long(easy, option, value) == CURLE_OK
  }

  /// curl copies it.
  func set(_ option: CURLoption, _ value: String) -> Bool {
    ccurl_set_string(easy, option, value) == CURLE_OK
  }

  /// A blob, which curl copies.
  func set(_ option: CURLoption, _ value: [UInt8]) -> Bool {
    value.withUnsafeBytes {
      ccurl_set_blob(easy, option, $0.baseAddress, $0.count) == CURLE_OK
    }
  }

  /// The list must live as long as it is set.
  func set(_ option: CURLoption, list: UnsafeMutablePointer<curl_slist>?) -> Bool {
    ccurl_set_list(easy, option, list) == CURLE_OK
  }

  func set(_ option: CURLoption, pointer: UnsafeMutableRawPointer?) -> Bool {
    ccurl_set_pointer(easy, option, pointer) == CURLE_OK
  }

  func set(_ option: CURLoption, callback: @escaping ccurl_data_callback) -> Bool {
    ccurl_set_callback(easy, option, callback) == CURLE_OK
  }

  func text(_ info: CURLINFO) -> String? {
    var text: UnsafePointer<CChar>?
    ccurl_get_string(easy, info, &text)
    return text.map { String(cString: $0) }
  }

  /// 0 where curl does not know it.
  func number(_ info: CURLINFO) -> Int {
    var number = 0
    ccurl_get_long(easy, info, &number)
    return number
  }
}
