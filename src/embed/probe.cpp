#include "embed/probe.hpp"

namespace frontrun::embed {
namespace {

/// A slot of a type has no room for data of ours.
ProbeFunction g_function = nullptr;

PyObject* invert(PyObject* self) {
  if (!g_function(*reinterpret_cast<const Probe*>(self))) return nullptr;
  return Py_NewRef(Py_None);  // popped at once
}

PyTypeObject* probe_type() {
  static PyTypeObject* type = [] {
    PyType_Slot slots[] = {{Py_nb_invert, reinterpret_cast<void*>(invert)}, {0, nullptr}};
    PyType_Spec spec = {"frontrun.Probe", sizeof(Probe), 0, Py_TPFLAGS_DEFAULT | Py_TPFLAGS_DISALLOW_INSTANTIATION, slots};
    return reinterpret_cast<PyTypeObject*>(PyType_FromSpec(&spec));
  }();
  return type;
}

}  // namespace

void set_probe_function(ProbeFunction function) { g_function = function; }

PyObject* make_probe(const Site* site, std::uint32_t depth) {
  PyTypeObject* type = probe_type();
  if (type == nullptr) return nullptr;
  PyObject* self = type->tp_alloc(type, 0);
  if (self == nullptr) return nullptr;
  auto* probe = reinterpret_cast<Probe*>(self);
  probe->site = site;
  probe->depth = depth;
  return self;
}

}  // namespace frontrun::embed
