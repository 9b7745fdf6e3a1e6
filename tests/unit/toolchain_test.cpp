// Which ways of handing a value through a co_await expression this compiler gets right.
//
// g++ 12.2 destroys some temporaries of such an expression twice: aggregates made in it and lambdas
// that capture (a double free, when they hold a pointer). The code of the daemon keeps to the forms
// below, which every compiler in use gets right; the others are not written down as facts, since a
// later compiler may mend them.
#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <doctest/doctest.h>
#include <optional>
#include <utility>
#include <variant>

namespace {

namespace asio = boost::asio;
using asio::awaitable;

int balance = 0; // constructions less destructions

class Counted {
 public:
  Counted() { ++balance; }
  Counted(const Counted&) { ++balance; }
  Counted(Counted&&) noexcept { ++balance; }
  Counted& operator=(const Counted&) = default;
  Counted& operator=(Counted&&) noexcept = default;
  ~Counted() { --balance; }
};

struct Aggregate {
  Counted member;
  int number;
};

class WithConstructor {
 public:
  explicit WithConstructor(Counted counted) : member_(std::move(counted)) {}

 private:
  Counted member_;
};

template <class T>
awaitable<void> take(T) {
  co_return;
}
template <class Function>
awaitable<void> call(Function function) {
  function();
  co_return;
}
Aggregate make_aggregate() {
  return Aggregate{Counted(), 1};
}
awaitable<Aggregate> return_aggregate() {
  co_return Aggregate{Counted(), 1};
}
awaitable<std::variant<int, Aggregate>> return_variant() {
  co_return Aggregate{Counted(), 1};
}

// A plain function may capture: it is over before anything is suspended.
awaitable<void> through_plain_function(Counted counted) {
  return asio::async_initiate<const asio::use_awaitable_t<>, void()>(
      [counted = std::move(counted)](auto handler) {
        const auto executor = asio::get_associated_executor(handler);
        asio::post(executor, std::move(handler));
      },
      asio::use_awaitable);
}

awaitable<void> named_aggregate() {
  Aggregate value{Counted(), 1};
  co_await take(std::move(value));
}
awaitable<void> named_lambda() {
  auto function = [counted = Counted()] { static_cast<void>(counted); };
  co_await call(std::move(function));
}
awaitable<void> awaitable_in_its_own_statement() {
  auto operation = take(Aggregate{Counted(), 1});
  co_await std::move(operation);
}
awaitable<void> class_with_constructor() {
  co_await take(WithConstructor(Counted()));
}
awaitable<void> optional_value() {
  co_await take(std::optional<Counted>(Counted()));
}
awaitable<void> pair_value() {
  co_await take(std::pair<Counted, int>(Counted(), 1));
}
awaitable<void> value_of_a_function() {
  co_await take(make_aggregate());
}
awaitable<void> lambda_without_captures() {
  co_await call([] {});
}
awaitable<void> returned_aggregate() {
  const Aggregate value = co_await return_aggregate();
  static_cast<void>(value);
}
awaitable<void> returned_variant() {
  const auto value = co_await return_variant();
  static_cast<void>(value);
}
awaitable<void> plain_function_with_captures() {
  Counted counted;
  co_await through_plain_function(std::move(counted));
}

struct Form {
  const char* name;
  awaitable<void> (*run)();
};

} // namespace

TEST_CASE("the forms of co_await that the daemon uses destroy each value once") {
  const Form forms[] = {
      {"aggregate that has a name", named_aggregate},
      {"capturing lambda that has a name", named_lambda},
      {"awaitable made in its own statement", awaitable_in_its_own_statement},
      {"class with a constructor", class_with_constructor},
      {"optional", optional_value},
      {"pair", pair_value},
      {"value that a function returned", value_of_a_function},
      {"lambda without captures", lambda_without_captures},
      {"aggregate that a coroutine returned", returned_aggregate},
      {"variant that a coroutine returned", returned_variant},
      {"plain function that captures", plain_function_with_captures},
  };
  for (const Form& form : forms) {
    CAPTURE(form.name);
    balance = 0;
    bool ran = false;
    asio::io_context io(1);
    asio::co_spawn(io, form.run(),
                   [&ran](const std::exception_ptr& failure) { ran = failure == nullptr; });
    io.run();
    CHECK(ran);
    CHECK(balance == 0);
  }
}
