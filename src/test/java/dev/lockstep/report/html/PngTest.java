package dev.lockstep.report.html;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Base64;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;

/** Pictures are read back by the JDK's own reader. */
class PngTest {
  @Test
  void greysComeBack() throws IOException {
    byte[] points = {0, 1, 127, (byte) 128, (byte) 255, 42};
    BufferedImage image = read(Png.grey(points, 3));
    assertThat(image.getWidth()).isEqualTo(3);
    assertThat(image.getHeight()).isEqualTo(2);
    for (int i = 0; i < points.length; i++) {
      assertThat(image.getRaster().getSample(i % 3, i / 3, 0)).isEqualTo(points[i] & 0xff);
    }
  }

  @Test
  void coloursComeBackWithTheirOpacity() throws IOException {
    int[] colours = {0x00000000, 0xff1f6fc0, 0x80d0641f};
    BufferedImage image = read(Png.coloured(new byte[] {2, 1, 0, 1}, 2, colours));
    assertThat(image.getRGB(0, 0)).isEqualTo(colours[2]);
    assertThat(image.getRGB(1, 0)).isEqualTo(colours[1]);
    assertThat(image.getRGB(0, 1) >>> 24).isZero();
    assertThat(image.getRGB(1, 1)).isEqualTo(colours[1]);
  }

  @Test
  void pointsThatFillNoRowAreRefused() {
    assertThatThrownBy(() -> Png.grey(new byte[5], 2)).hasMessage("5 points in rows of 2");
  }

  private static BufferedImage read(String uri) throws IOException {
    byte[] png = Base64.getDecoder().decode(uri.substring("data:image/png;base64,".length()));
    return ImageIO.read(new ByteArrayInputStream(png));
  }
}
