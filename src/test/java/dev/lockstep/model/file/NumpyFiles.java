package dev.lockstep.model.file;

/**
 * What NumPy 2.4.6 itself wrote, in Base64:
 *
 * <pre>
 *   w = np.arange(1, 7, dtype=np.float32).reshape(2, 3)
 *   b = np.arange(7, 10, dtype=np.float64)
 *   np.savez(f, **{"layer0.weight": w, "layer0.bias": b})
 *   np.savez_compressed(f, **{"layer0.weight": np.asfortranarray(w), "layer0.bias": b})
 * </pre>
 */
final class NumpyFiles {
  static final String SAVEZ =
      "UEsDBC0AAAAAAAAAIQB8nN6i//////////8RABQAbGF5ZXIwLndlaWdodC5ucHkBABAAmAAA"
          + "AAAAAACYAAAAAAAAAJNOVU1QWQEAdgB7J2Rlc2NyJzogJzxmNCcsICdmb3J0cmFuX29yZGVy"
          + "JzogRmFsc2UsICdzaGFwZSc6ICgyLCAzKSwgfSAgICAgICAgICAgICAgICAgICAgICAgICAg"
          + "ICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAKAACAPwAAAEAAAEBAAACAQAAAoEAA"
          + "AMBAUEsDBC0AAAAAAAAAIQCvpEST//////////8PABQAbGF5ZXIwLmJpYXMubnB5AQAQAJgA"
          + "AAAAAAAAmAAAAAAAAACTTlVNUFkBAHYAeydkZXNjcic6ICc8ZjgnLCAnZm9ydHJhbl9vcmRl"
          + "cic6IEZhbHNlLCAnc2hhcGUnOiAoMywpLCB9ICAgICAgICAgICAgICAgICAgICAgICAgICAg"
          + "ICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgCgAAAAAAABxAAAAAAAAAIEAAAAAA"
          + "AAAiQFBLAQItAy0AAAAAAAAAIQB8nN6imAAAAJgAAAARAAAAAAAAAAAAAACAAQAAAABsYXll"
          + "cjAud2VpZ2h0Lm5weVBLAQItAy0AAAAAAAAAIQCvpESTmAAAAJgAAAAPAAAAAAAAAAAAAACA"
          + "AdsAAABsYXllcjAuYmlhcy5ucHlQSwUGAAAAAAIAAgB8AAAAtAEAAAAA";

  static final String SAVEZ_COMPRESSED =
      "UEsDBC0AAAAIAAAAIQCyZ90j//////////8RABQAbGF5ZXIwLndlaWdodC5ucHkBABAAmAAA"
          + "AAAAAABXAAAAAAAAAJvsF+obEMnIUMZQrZ6SWpxcpG6loG6TZqKuo6Cell9UUpSYF59flJIK"
          + "Eg8pKk0FChdnJBakArkaRjoKxpo6CrUK5AMuBoYGeyB2YGBgAOIFQOwAxAccAFBLAwQtAAAA"
          + "CAAAACEAr6REk///////////DwAUAGxheWVyMC5iaWFzLm5weQEAEACYAAAAAAAAAE8AAAAA"
          + "AAAAm+wX6hsQychQxlCtnpJanFykbqWgbpNmoa6joJ6WX1RSlJgXn1+UkgoSd0vMKU4Fihdn"
          + "JBakAvkaxjqaOgq1ChQALgYwkHGA0ApQWskBAFBLAQItAy0AAAAIAAAAIQCyZ90jVwAAAJgA"
          + "AAARAAAAAAAAAAAAAACAAQAAAABsYXllcjAud2VpZ2h0Lm5weVBLAQItAy0AAAAIAAAAIQCv"
          + "pESTTwAAAJgAAAAPAAAAAAAAAAAAAACAAZoAAABsYXllcjAuYmlhcy5ucHlQSwUGAAAAAAIA"
          + "AgB8AAAAKgEAAAAA";

  private NumpyFiles() {}
}
