// SPDX-License-Identifier: Apache-2.0
// Whose precompiled headers all test programs share; see tests/CMakeLists.txt. Does nothing.
int main()
{
    return 0;
}
