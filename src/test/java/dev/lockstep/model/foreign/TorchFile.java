package dev.lockstep.model.foreign;

/**
 * A state_dict of PyTorch 2.13 as safetensors, in Base64, and the answers of its network:
 *
 * <pre>
 *   torch.manual_seed(3)
 *   net = Sequential(Linear(3, 4), ReLU(), Linear(4, 4), ReLU(), Linear(4, 2))
 *   header, data = {}, b""
 *   for name, t in net.state_dict().items():
 *       raw = t.contiguous().numpy().tobytes()
 *       header[name] = {"dtype": "F32", "shape": list(t.shape),
 *                       "data_offsets": [len(data), len(data) + len(raw)]}
 *       data += raw
 *   text = json.dumps(header).encode()
 *   base64.b64encode(struct.pack("&lt;Q", len(text)) + text + data)
 *   net(torch.tensor([[1., 2., 3.], [-1., .5, 0.], [4., -2., 8.]])).tolist()
 * </pre>
 */
final class TorchFile {
  static final String STATE_DICT =
      "rQEAAAAAAAB7IjAud2VpZ2h0IjogeyJkdHlwZSI6ICJGMzIiLCAic2hhcGUiOiBbNCwgM10sICJkYXRhX29m"
          + "ZnNldHMiOiBbMCwgNDhdfSwgIjAuYmlhcyI6IHsiZHR5cGUiOiAiRjMyIiwgInNoYXBlIjogWzRdLCAiZGF0"
          + "YV9vZmZzZXRzIjogWzQ4LCA2NF19LCAiMi53ZWlnaHQiOiB7ImR0eXBlIjogIkYzMiIsICJzaGFwZSI6IFs0"
          + "LCA0XSwgImRhdGFfb2Zmc2V0cyI6IFs2NCwgMTI4XX0sICIyLmJpYXMiOiB7ImR0eXBlIjogIkYzMiIsICJz"
          + "aGFwZSI6IFs0XSwgImRhdGFfb2Zmc2V0cyI6IFsxMjgsIDE0NF19LCAiNC53ZWlnaHQiOiB7ImR0eXBlIjog"
          + "IkYzMiIsICJzaGFwZSI6IFsyLCA0XSwgImRhdGFfb2Zmc2V0cyI6IFsxNDQsIDE3Nl19LCAiNC5iaWFzIjog"
          + "eyJkdHlwZSI6ICJGMzIiLCAic2hhcGUiOiBbMl0sICJkYXRhX29mZnNldHMiOiBbMTc2LCAxODRdfX2WihK/"
          + "pTDpvgM5fb5v1Qu/FUEGvfYHAr+ZuqA+ohOQPjBK3z2uTeU+15pnvZQPsT4zBM++WQLpvWvJA7/H/z+9Ehem"
          + "vkz75T7A07E+KO2/PrDeFz5GC5K+TgvmPuTM+b4QZKO+zOOfvrw6VL7QLsw91OrBvnw5xb7423S+fj+cPoil"
          + "uL7+muW+muDdvpjye77shga+MMn9vki2b75AmB086MyoPbDMkr2ANmi9Coymvnwmgz7Ir/a9";

  static final float[] ROWS = {1, 2, 3, -1, 0.5f, 0, 4, -2, 8};

  static final float[] LOGITS = {
    0.20682335f, -0.0895038f, 0.256153f, -0.12045246f, 0.036671594f, -0.27454525f
  };

  private TorchFile() {}
}
