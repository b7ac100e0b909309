#include <coroutine>
#include <exception>
#include <string>
#include <telinject/telinject.h> /* injected */
struct Bad : std::exception {
  std::string text;
  const char *what() const noexcept override { TELINJECT_WHAT() TELINJECT_FUNCTION(1, "", "Bad::what() -> const char *") TELINJECT_STEP_LATER(1, int) asked++ TELINJECT_STEPPED_LATER(1, 1, "ii", "asked : int", +1); return TELINJECT_RETURN(1, const char *) text.c_str() TELINJECT_RETURNED(1, "p"); }
  static int asked;
};
int Bad::asked = 0;
struct Trimmed : std::exception {
  const char *text = " x";
  constexpr const char *what() const noexcept override { TELINJECT_CONSTEXPR_WHAT() TELINJECT_CONSTEXPR_FUNCTION(1, "", "Trimmed::what() -> const char *") const char *p = TELINJECT_INITIAL(1, const char *) text TELINJECT_CHANGED(1, 1, "p", "p : const char *"); TELINJECT_LOOP(1_1, 1, "while condition", "*p == ' '") while (*p == ' ') TELINJECT_OPEN_ITERATION(1_1) TELINJECT_STEP(1, const char *) ++p TELINJECT_STEPPED(1, 1_1, "pp", "p : const char *", +1); TELINJECT_CLOSE() TELINJECT_CLOSE() return TELINJECT_RETURN(1, const char *) p TELINJECT_RETURNED(1, "p"); }
};
struct Lit { constexpr int twice(int n) const { TELINJECT_CONSTEXPR_FUNCTION(1, "i", "Lit::twice(n) -> int", n) return TELINJECT_RETURN(1, int) n * 2 TELINJECT_RETURNED(1, "i"); } };
struct Task {
  struct promise_type {
    Task get_return_object() { TELINJECT_FUNCTION(1, "", "Task::promise_type::get_return_object() -> Task") return {}; }
    std::suspend_never initial_suspend() { TELINJECT_FUNCTION(1, "", "Task::promise_type::initial_suspend() -> std::suspend_never") return {}; }
    std::suspend_never final_suspend() noexcept { TELINJECT_FUNCTION(1, "", "Task::promise_type::final_suspend() -> std::suspend_never") return {}; }
    void return_void() { TELINJECT_FUNCTION(1, "", "Task::promise_type::return_void()")}
    void unhandled_exception() { TELINJECT_FUNCTION(1, "", "Task::promise_type::unhandled_exception()")}
  };
};
Task run() { TELINJECT_COROUTINE(1) TELINJECT_FUNCTION(1, " coroutine", "run()") TELINJECT_AWAIT(1) co_await std::suspend_never{} TELINJECT_AWAITED(); }
int guarded(int n) TELINJECT_OPEN_FUNCTION(1, "i", "guarded(n) -> int", n) TELINJECT_TRY(1_1, 1, "", "std::exception") try { if (n) TELINJECT_OPEN_BRANCH(1_1, "if then", "n") throw Bad(); TELINJECT_CLOSE() TELINJECT_NOT_TAKEN(1_1, "if none", "n") return TELINJECT_RETURN(1, int) n TELINJECT_RETURNED(1, "i"); } catch (const std::exception &e) { TELINJECT_CATCH(1_1) return TELINJECT_RETURN(1, int) e.what()[0] TELINJECT_RETURNED(1, "i"); } TELINJECT_CLOSE() TELINJECT_CLOSE()
int main() { TELINJECT_FUNCTION(1, "", "main() -> int")
  std::string s = "a"; TELINJECT_DECLARED(1, "t", "s : std::string", TELINJECT_TEXT(s))
  TELINJECT_WRITE() s += 'b' TELINJECT_WRITTEN(1, "t", "s : std::string", TELINJECT_TEXT(s));
  int count = TELINJECT_INITIAL(1, int) 0 TELINJECT_CHANGED(1, 1, "i", "count : int");
  TELINJECT_TRY(1_1, 1, "", "...") try { TELINJECT_CHANGE(1, int) count = guarded(1) TELINJECT_CHANGED(1, 1_1, "i", "count : int"); } catch (...) { TELINJECT_CATCH(1_1) TELINJECT_CHANGE(1, int) count = 1 TELINJECT_CHANGED(1, 1, "i", "count : int"); } TELINJECT_CLOSE()
  TELINJECT_LOOP(1_1, 1, "range_for condition", "char c : s") for (char c : s) TELINJECT_OPEN_ITERATION(1_1) if (c == 'x') TELINJECT_OPEN_BRANCH(1_1, "if then", "c == 'x'") TELINJECT_OPEN_ENDS(1_1, 'b') break; TELINJECT_CLOSE() TELINJECT_CLOSE() TELINJECT_NOT_TAKEN(1_1, "if none", "c == 'x'") TELINJECT_CLOSE() TELINJECT_CLOSE()
  auto later = [&](int n) { TELINJECT_CONSTEXPR_FUNCTION(2, "i", "main::lambda@33(n) -> int", n) return TELINJECT_RETURN(2, int) count + n TELINJECT_RETURNED(2, "i"); }; TELINJECT_DECLARED(1, "o", "later : (lambda)")
  run();
  return TELINJECT_RETURN(1, int) later(Lit().twice(1)) * 0 + (TELINJECT_CHOOSE(1) count TELINJECT_CHOSEN(1, 1, "ternary then", "ternary else", "count") ? 0 : 0) TELINJECT_RETURNED(1, "i");
}
