// SPDX-License-Identifier: Apache-2.0
#include "virtual_card/photo.hpp"

#include <csetjmp>
#include <cstdio>
#include <cstdlib>

// clang-format off: jpeglib.h needs <cstdio> before it
#include <jpeglib.h>
// clang-format on

namespace openbeid::virtual_card {

namespace {

constexpr std::size_t smallest = 2600;
constexpr std::size_t largest = 3600;

struct Canvas {
    unsigned width;
    unsigned height;
    Bytes pixels;

    /// Fills an ellipse; all measures are fractions of the picture's width and height.
    void ellipse(double x, double y, double rx, double ry, std::uint8_t grey)
    {
        for (unsigned row = 0; row < height; ++row) {
            for (unsigned column = 0; column < width; ++column) {
                const double dx = (column / double(width) - x) / rx;
                const double dy = (row / double(height) - y) / ry;
                if (dx * dx + dy * dy < 1.0) {
                    pixels[std::size_t{row} * width + column] = grey;
                }
            }
        }
    }
};

Canvas draw(unsigned width, unsigned height, unsigned seed)
{
    Canvas canvas{width, height, Bytes(std::size_t{width} * height)};
    for (std::size_t i = 0; i < canvas.pixels.size(); ++i) {
        canvas.pixels[i] = static_cast<std::uint8_t>(235 - 30 * i / canvas.pixels.size());
    }
    const double turn = (seed % 7) / 100.0 - 0.03;
    const auto hair = static_cast<std::uint8_t>(40 + seed % 5 * 25);
    canvas.ellipse(0.5, 1.05, 0.46, 0.28, 70);                // shoulders
    canvas.ellipse(0.5 + turn, 0.40, 0.30, 0.33, hair);       // hair
    canvas.ellipse(0.5, 0.72, 0.12, 0.16, 175);               // neck
    canvas.ellipse(0.5 + turn, 0.47, 0.24, 0.29, 195);        // face
    canvas.ellipse(0.41 + 1.5 * turn, 0.43, 0.035, 0.02, 50); // eyes
    canvas.ellipse(0.59 + 1.5 * turn, 0.43, 0.035, 0.02, 50);
    canvas.ellipse(0.5 + 2 * turn, 0.53, 0.025, 0.05, 170);   // nose
    canvas.ellipse(0.5 + 1.5 * turn, 0.64, 0.08, 0.018, 110); // mouth
    // Grain, from a linear congruential generator: the same seed gives the same picture.
    std::uint32_t state = seed + 1;
    for (auto& pixel : canvas.pixels) {
        state = state * 1664525U + 1013904223U;
        pixel = static_cast<std::uint8_t>(pixel + (state >> 29U));
    }
    return canvas;
}

struct ErrorHandler {
    jpeg_error_mgr base;
    std::jmp_buf escape;
};

/// libjpeg reports errors by a callback that must not return. Nothing in this frame has a
/// destructor.
bool compress(const Canvas& canvas, int quality, unsigned char** out, unsigned long* size)
{
    jpeg_compress_struct jpeg{};
    ErrorHandler handler{};
    jpeg.err = jpeg_std_error(&handler.base);
    jpeg.client_data = &handler;
    handler.base.error_exit = [](j_common_ptr common) {
        auto* self = static_cast<ErrorHandler*>(common->client_data);
        std::longjmp(self->escape, 1); // NOLINT(cert-err52-cpp): libjpeg's own convention
    };
    if (setjmp(handler.escape) != 0) { // NOLINT(cert-err52-cpp): as above
        jpeg_destroy_compress(&jpeg);
        return false;
    }
    jpeg_create_compress(&jpeg);
    jpeg_mem_dest(&jpeg, out, size);
    jpeg.image_width = canvas.width;
    jpeg.image_height = canvas.height;
    jpeg.input_components = 1;
    jpeg.in_color_space = JCS_GRAYSCALE;
    jpeg_set_defaults(&jpeg);
    jpeg_set_quality(&jpeg, quality, TRUE);
    jpeg_start_compress(&jpeg, TRUE);
    while (jpeg.next_scanline < jpeg.image_height) {
        auto* row =
            const_cast<JSAMPLE*>( // NOLINT(cppcoreguidelines-pro-type-const-cast): not written to
                canvas.pixels.data() + std::size_t{jpeg.next_scanline} * canvas.width);
        jpeg_write_scanlines(&jpeg, &row, 1);
    }
    jpeg_finish_compress(&jpeg);
    jpeg_destroy_compress(&jpeg);
    return true;
}

} // namespace

Result<Bytes> make_photo(unsigned width, unsigned height, unsigned seed)
{
    const auto canvas = draw(width, height, seed);
    for (int quality = 30; quality <= 95; ++quality) {
        unsigned char* data = nullptr;
        unsigned long size = 0;
        const bool done = compress(canvas, quality, &data, &size);
        const Bytes photo = done ? Bytes(data, data + size) : Bytes{};
        // NOLINTNEXTLINE(cppcoreguidelines-no-malloc): jpeg_mem_dest allocates so
        std::free(data);
        if (photo.size() >= smallest && photo.size() <= largest) {
            return photo;
        }
    }
    return Error{.code = Errc::malformed, .where = "photo size"};
}

} // namespace openbeid::virtual_card
