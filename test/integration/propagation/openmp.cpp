// Work that OpenMP's threads do: regions, loops, sections, tasks.   openmp REQUESTS
#include <cstdlib>
#include <string>
#include <thread>
#include <vector>

static void note(int request) {
  if (request < 0)
    std::abort();
}

// telinject: root
static void request(int n) {
  note(n);
#pragma omp parallel num_threads(4)
  note(n);
#pragma omp parallel for num_threads(4)
  for (int i = 0; i < 4; ++i)
    note(n);
#pragma omp parallel for num_threads(4) schedule(dynamic)
  for (int i = 0; i < 4; ++i)
    note(n);
#pragma omp parallel sections num_threads(2)
  {
#pragma omp section
    note(n);
#pragma omp section
    note(n);
  }
  const std::string text = std::to_string(n); // copied by its constructor
  int results[4] = {};
#pragma omp parallel num_threads(4)
#pragma omp single
  {
    for (int i = 0; i < 4; ++i) {
#pragma omp task firstprivate(text, i)
      {
        note(std::stoi(text));
        results[i] = i;
      }
    }
#pragma omp task if (0)
    note(n);
#pragma omp taskloop firstprivate(text) grainsize(1)
    for (int i = 0; i < 4; ++i)
      note(std::stoi(text) + i - i);
  }
  for (int i = 0; i < 4; ++i)
    if (results[i] != i)
      std::abort();
}

int main(int count, char **words) {
  const int requests = count > 1 ? std::atoi(words[1]) : 10;
  std::vector<std::thread> clients;
  for (int c = 0; c < 2; ++c)
    clients.emplace_back([requests, c] {
      for (int n = c; n < requests; n += 2)
        request(n);
    });
  for (std::thread &client : clients)
    client.join();
}
