// Which attribute and global names a controlled thread may ever store to.
//
// Most reads of a Python program are of names that nothing stores once the threads run: methods, classes, functions,
// modules, and what only __init__ stores. Such a read cannot be part of a race, so it needs no scheduling point. Names are
// what is known before the code runs: every code object is scanned for stores before a controlled thread runs it for the
// first time, and the scenario's own code, but for what usually runs in setup(), already when it is loaded. When a store
// turns up for a name that executions so far took for constant, those executions have seen too little: the exploration
// starts again (changed()).
#pragma once

#include <Python.h>

#include <memory>
#include <string>
#include <unordered_map>
#include <unordered_set>
#include <utility>
#include <vector>

#include "embed/cpython/adapter.hpp"

namespace frontrun::embed {

/// Is this a name of the language's own: __len__, __eq__?
bool is_special(PyObject* name);

struct NameUse {
  bool stored = false;           ///< as an attribute or global of anything
  bool stored_on_class = false;  ///< as an attribute of a class
};

class Names {
 public:
  /// The use of an (interned) name; the same object for ever.
  NameUse* use(PyObject* name);

  /// Takes note of every store in the functions that a module defines, but for constructors, `setup` and `invariant`.
  void scan_module(PyCodeObject* code);
  /// Takes note of every store in a code object that is about to run.
  void scan(const std::vector<cpython::Instruction>& instructions, PyCodeObject* code);

  /// A store that no scan could see: setattr, a class attribute, an item of an instance's dict.
  void stored(PyObject* name) { stored(use(name), name); }
  void stored(NameUse* use, PyObject* name) {
    if (bool& fact = use->stored; !fact) learn(fact, "", name);
  }
  void stored_on_class(PyObject* name) { stored_on_class(use(name), name); }
  void stored_on_class(NameUse* use, PyObject* name) {
    stored(use, name);
    if (bool& fact = use->stored_on_class; !fact) learn(fact, kOnClass, name);
  }
  /// Somebody got hold of a namespace as a dict (`__dict__`, vars(), globals()), or an object's class was assigned: from
  /// now on any name may be stored through it.
  void any_stored() {
    if (!any_stored_) learn(any_stored_, kAny, nullptr);
  }
  void class_assigned() {
    if (!class_assigned_) learn(class_assigned_, kClassAssigned, nullptr);
  }
  /// A thread runs the garbage collector (see ObjectTable::begin_execution).
  void collects() {
    if (!collects_) learn(collects_, kCollects, nullptr);
  }
  /// A thread lists the threads that there are (threading.enumerate()).
  void lists_threads() {
    if (!lists_threads_) learn(lists_threads_, kListsThreads, nullptr);
  }
  /// A thread runs something in a contextvars.Context: others may get at what it sets there.
  void enters_context() {
    if (!enters_context_) learn(enters_context_, kEntersContext, nullptr);
  }
  /// A thread makes a weak reference: whoever drops the object that it refers to has to do with that.
  void refers_weakly() {
    if (!refers_weakly_) learn(refers_weakly_, kRefersWeakly, nullptr);
  }

  /// A thread follows a weak reference to an object of a class: where such objects die matters. Null: it has died already.
  void notices_end(const PyTypeObject* type);
  /// An object of a class has died, behind a thread's operation at a place (CodeMap::text(): sites have other numbers in
  /// other processes), and its finalizer runs, or the callback of a weak reference. Null: it is not known any more of which
  /// class.
  void notices_end(const PyTypeObject* type, const std::string& place);
  /// A thread lets go of an object of a class whose ends are noticed, behind its operation at a place.
  void lets_go_at(const std::string& place, const std::string& type);

  /// There are daemon threads: where the others end matters to what those have done by then.
  void daemons() {
    if (!daemons_) learn(daemons_, kDaemons, nullptr);
  }
  /// A thread looks at a clock.
  void reads_clock() {
    if (!clock_is_read_) learn(clock_is_read_, kReadsClock, nullptr);
  }
  /// A thread sleeps, or waits for a time to come, and some thread looks at a clock.
  void moves_clock() {
    if (clock_is_read_ && !clock_is_moved_) learn(clock_is_moved_, kMovesClock, nullptr);
  }

  /// Somebody looks at what a queue keeps its items in (`q.queue`), past its methods.
  void peeks() {
    if (!peeks_) learn(peeks_, kPeeks, nullptr);
  }

  bool may_be_stored(const NameUse* use) const { return use->stored || any_stored_; }
  bool may_be_stored_on_class(const NameUse* use) const { return use->stored_on_class; }
  bool special_method_may_be_stored() const { return special_stored_; }
  bool may_be_any_stored() const { return any_stored_; }
  bool may_collect() const { return collects_; }
  bool may_list_threads() const { return lists_threads_; }
  bool may_enter_context() const { return enters_context_; }
  bool may_refer_weakly() const { return refers_weakly_; }
  bool may_notice_ends() const { return !ends_noticed_.empty(); }
  bool may_notice_end(const PyTypeObject* type) const {
    return ends_noticed_.contains(kOfAny) || ends_noticed_.contains(type->tp_name);
  }
  bool may_let_go() const { return !let_go_at_.empty(); }
  bool may_let_go_at(const std::string& place) const { return let_go_at_.contains(place); }
  bool may_let_go_at(const std::string& place, const PyTypeObject* type) const {
    const std::unordered_set<std::string>& types = let_go_at_.at(place);
    return types.contains(kOfAny) || types.contains(type->tp_name);
  }
  bool class_may_be_assigned() const { return class_assigned_; }
  bool may_have_daemons() const { return daemons_; }
  bool may_peek() const { return peeks_; }
  bool clock_is_read() const { return clock_is_read_; }
  bool clock_is_moved() const { return clock_is_moved_; }

  /// The names under which a function keeps what a call of it reads.
  struct Functions {
    const NameUse* code;
    const NameUse* defaults;
    const NameUse* keyword_defaults;
  };
  Functions functions();

  /// What is known by now is known before the first execution.
  void settle() {
    learned_.clear();
    changed_ = false;
  }
  /// Has the answer to one of the questions above changed since the last call?
  bool changed() { return std::exchange(changed_, false); }
  /// What was learned since settle(), as texts that assume() takes; in order.
  const std::vector<std::string>& learned() const { return learned_; }
  /// Takes a fact for known that learned() gave out in another process.
  void assume(const std::string& fact);

 private:
  static constexpr const char* kOnClass = "class attribute ";
  static constexpr const char* kAny = "any name";
  static constexpr const char* kClassAssigned = "an object's class";
  static constexpr const char* kCollects = "garbage collection";
  static constexpr const char* kDaemons = "daemon threads";
  static constexpr const char* kPeeks = "the inside of queues";
  static constexpr const char* kListsThreads = "a list of threads";
  static constexpr const char* kEntersContext = "a context that is entered";
  static constexpr const char* kRefersWeakly = "weak references";
  static constexpr const char* kEndOf = "the end of ";
  static constexpr const char* kOfAny = "any";
  static constexpr const char* kLetsGo = "letting go of ";
  static constexpr const char* kBehind = " behind: ";
  static constexpr const char* kReadsClock = "the clock is read";
  static constexpr const char* kMovesClock = "the clock is moved";

  void learn(bool& fact, const char* kind, PyObject* name);

  std::unordered_map<PyObject*, std::unique_ptr<NameUse>> uses_;  // keys are kept alive: see use()
  bool any_stored_ = false;
  bool special_stored_ = false;
  bool class_assigned_ = false;
  bool collects_ = false;
  bool daemons_ = false;
  bool peeks_ = false;
  bool lists_threads_ = false;
  bool enters_context_ = false;
  bool clock_is_read_ = false;
  bool clock_is_moved_ = false;
  bool changed_ = false;
  bool refers_weakly_ = false;
  std::unordered_set<std::string> ends_noticed_;
  std::unordered_map<std::string, std::unordered_set<std::string>> let_go_at_;
  std::vector<std::string> learned_;
};

}  // namespace frontrun::embed
