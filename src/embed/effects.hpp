// What things that Python code does to objects touch, written into a Footprint: the rules of docs/operations.md, object by
// object. Nothing here runs Python code or changes anything.
#pragma once

#include <Python.h>

#include "embed/footprint.hpp"
#include "embed/names.hpp"

namespace frontrun::embed {

class Effects {
 public:
  Effects(Footprint& footprint, ObjectTable& objects, Names& names)
      : footprint_(footprint), objects_(objects), names_(names) {}

  // Attributes. `use` is what is known of the name.
  void read_attribute(PyObject* owner, PyObject* name, const NameUse* use);
  void write_attribute(PyObject* owner, PyObject* name, PyObject* value, NameUse* use);  ///< value null: deleted
  void set_attribute(PyObject* owner, PyObject* name, PyObject* value, NameUse* use);    ///< past any __setattr__ of its own
  void read_all_attributes(PyObject* owner);
  void write_all_attributes(PyObject* owner);
  /// Operators, len(), iteration and their like find their methods on the type, past any look-up of attributes.
  void read_special_methods(PyObject* object);
  void read_special_methods_of(PyTypeObject* type);
  /// What a call of a function written in Python reads of it.
  void read_function(PyObject* function);

  // A namespace that is a dict: globals, the locals of exec.
  void read_name(PyObject* dict, PyObject* name);
  void write_name(PyObject* dict, PyObject* name, PyObject* value);

  void read_cell(PyObject* cell, PyObject* name, const NameUse* use);
  void write_cell(PyObject* cell, PyObject* name, PyObject* value, NameUse* use);

  // Items, of whatever has some.
  void read_item(PyObject* container, PyObject* key);
  void write_item(PyObject* container, PyObject* key, PyObject* value);  ///< value null: deleted
  void contains(PyObject* container, PyObject* item);

  // Whole containers.
  void read_shape(PyObject* container);             ///< length, membership, order
  void read_whole(PyObject* container);             ///< all of its items, and its shape
  void write_whole(PyObject* container);            ///< the same, written
  void append(PyObject* list, PyObject* items);     ///< as many items come to be after the last; null: one
  void insert(PyObject* container, PyObject* key);  ///< of a dict or set, unless it is there
  void remove(PyObject* container, PyObject* key);  ///< of a dict or set, if it is there
  void pop_last(PyObject* list);
  void update(PyObject* dict, PyObject* other);  ///< items of `other` are stored into `dict`

  // Iteration.
  void begin_iteration(PyObject* iterable);
  void advance(PyObject* iterator, bool own);  ///< own: nobody else can know the iterator
  void consume(PyObject* iterable);            ///< iterates to the end

  /// C code may call this: a method of C's changes what it is bound to, a function is read.
  void call_back(PyObject* callable);
  /// C code may call `callable` with objects that it finds in `source` (an iterator, a container) as arguments.
  void call_back_with(PyObject* callable, PyObject* source);

  /// Works with an object as C code does that is given it to work with, a file to write to: changes its state, and that of
  /// what it works on in turn.
  void use(PyObject* object);
  void use_standard_output();

  /// Reads an object the way repr, ==, format or json do: containers to depth 3. `attributes`: instances' attributes too.
  void read_deep(PyObject* object, bool attributes = false);
  /// May change an object in any way, as an unknown C function may.
  void write_deep(PyObject* object);

  /// Makes a weak reference to an object.
  void refer_weakly(PyObject* object);

  /// Somebody lets go of an object. If it was the `last` one, the object's finalizer runs, and weak references to it find
  /// nothing from then on.
  void lets_go(PyObject* object, bool last);
  void read_class(PyObject* object);
  void read_state(PyObject* object);
  void write_state(PyObject* object);

  void binary(PyObject* left, PyObject* right, bool in_place, bool is_or, bool is_add, bool is_multiply);

  /// Gets somebody hold of an instance's attributes as a dict.
  void hand_out_dict(PyObject* owner);

 private:
  void read_deep(PyObject* object, bool attributes, int depth);
  void write_deep(PyObject* object, int depth);
  void consume(PyObject* iterable, int depth);
  void consume_chained(PyObject* chain, int depth);
  void call_back(PyObject* callable, int depth);
  void touch_behind(PyObject* object, bool write, int depth);
  void given(PyObject* source, bool changed, int depth);
  void advance(PyObject* iterator, bool own, int depth);
  void overwritten(PyObject* old);
  void link_dict(PyObject* owner);
  void index(PyObject* list, Py_ssize_t index, bool write);
  void describe(const char* verb, PyObject* object, Part part, PyObject* key = nullptr, Py_ssize_t index = 0,
                PyObject* value = nullptr, bool attribute = false);

  Footprint& footprint_;
  ObjectTable& objects_;
  Names& names_;
  const Names::Functions functions_ = names_.functions();
};

}  // namespace frontrun::embed
