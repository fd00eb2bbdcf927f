// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>

namespace openbeid::pin_prompt {

/// The system's choice first, then flavours with a window, then those for a terminal.
inline constexpr std::array usual_pinentries{"/usr/bin/pinentry",
                                             "/usr/local/bin/pinentry",
                                             "/run/current-system/sw/bin/pinentry",
                                             "/usr/bin/pinentry-gnome3",
                                             "/usr/bin/pinentry-gnome",
                                             "/usr/bin/pinentry-qt",
                                             "/usr/bin/pinentry-qt6",
                                             "/usr/bin/pinentry-qt5",
                                             "/usr/bin/pinentry-gtk-2",
                                             "/usr/bin/pinentry-gtk",
                                             "/usr/bin/pinentry-fltk",
                                             "/usr/bin/pinentry-x11",
                                             "/usr/bin/pinentry-curses",
                                             "/usr/bin/pinentry-tty"};

} // namespace openbeid::pin_prompt
