"""Prints what cmake/python.cmake needs to know of the interpreter that runs this, as a CMake list."""
import os
import sys
import sysconfig

config = sysconfig.get_config_var
flavour = "debug" if config("Py_DEBUG") else "free-threaded" if config("Py_GIL_DISABLED") else "release"
library = os.path.join(config("LIBDIR") or "", config("LDLIBRARY") or "") if config("Py_ENABLE_SHARED") else "built without --enable-shared"
print(sys.implementation.name, "%d.%d.%d" % sys.version_info[:3], flavour, sysconfig.get_path("include"), library, sep=";")
