//! Ways into servers of Slim, and what is asked of callers on the way.
#![expect(clippy::unwrap_used, reason = "tests")]

mod told;

use told::told;

const COMPOSER: (&str, &str) = ("composer.json", r#"{ "require": { "slim/slim": "^4.14" } }"#);
const ASKS: &str = r#"<?php
namespace App\Middleware;

use Firebase\JWT\JWT;
use Firebase\JWT\Key;
use Psr\Http\Message\ResponseInterface as Response;
use Psr\Http\Message\ServerRequestInterface as Request;
use Psr\Http\Server\MiddlewareInterface;
use Psr\Http\Server\RequestHandlerInterface as RequestHandler;

final class Asks implements MiddlewareInterface
{
    public function __construct(private string $key) {}

    public function process(Request $request, RequestHandler $next): Response
    {
        try {
            $claims = JWT::decode(substr($request->getHeaderLine('Authorization'), 7), new Key($this->key, 'RS256'));
        } catch (\Exception $e) {
            return (new \Slim\Psr7\Response())->withStatus(401);
        }
        return $next->handle($request->withAttribute('claims', $claims));
    }
}
"#;
const NOTES: &str = r#"<?php
namespace App\Action;

use PDO;
use Psr\Container\ContainerInterface;
use Psr\Http\Message\ResponseInterface as Response;
use Psr\Http\Message\ServerRequestInterface as Request;

class Notes
{
    private $kept;

    public function __construct(private PDO $db, ContainerInterface $container)
    {
        $this->kept = $container->get('kept');
    }

    public function __invoke(Request $request, Response $response): Response
    {
        $response->getBody()->write(json_encode($this->db->query('SELECT * FROM notes')->fetchAll()));
        return $response;
    }

    public function create($request, $response)
    {
        $this->kept->prepare('INSERT INTO notes (text) VALUES (?)')->execute([$request->getParsedBody()['text']]);
        return $response->withHeader('Location', '/notes')->withStatus(302);
    }
}
"#;

#[test]
fn routes_name_closures_classes_and_methods_and_groups_ask_for_them() {
    let index = r#"<?php
use App\Action\Notes;
use App\Middleware\Asks;
use DI\ContainerBuilder;
use Slim\Factory\AppFactory;
use Slim\Routing\RouteCollectorProxy;

require __DIR__ . '/../vendor/autoload.php';

$builder = new ContainerBuilder();
$builder->addDefinitions(['kept' => fn () => new PDO(getenv('DSN'))]);
AppFactory::setContainer($builder->build());
$app = AppFactory::create();
$app->addBodyParsingMiddleware();

$app->get('/open', Notes::class);
$app->post('/asked', Notes::class . ':create')->setName('asked')->add(new Asks(getenv('KEY')));
$app->post('/named', '\App\Action\Notes:create')->add('jwt');
$app->group('/api', function (RouteCollectorProxy $group) {
    $group->get('/notes', Notes::class);
    $group->group('/deep', function (RouteCollectorProxy $group) {
        $group->map(['POST'], '/notes', [Notes::class, 'create']);
    });
})->add(Asks::class);
$app->group('/free', function (RouteCollectorProxy $group) {
    $group->delete('/notes/{id}', function ($request, $response, array $args) {
        $db = new PDO(getenv('DSN'));
        $db->query('DELETE FROM notes WHERE id = ' . $args['id']);
        return $response;
    });
});
(require __DIR__ . '/../routes/more.php')($app);
$app->run();
"#;
    let more = r#"<?php
use App\Action\Notes;
use Slim\App;

return function (App $app) {
    $app->any('/more', [Notes::class, 'create']);
};
"#;
    insta::assert_snapshot!(told(&[
        COMPOSER,
        ("public/index.php", index),
        ("routes/more.php", more),
        ("src/Action/Notes.php", NOTES),
        ("src/Middleware/Asks.php", ASKS),
    ]));
}

#[test]
fn middleware_of_the_whole_server_runs_before_every_route() {
    let index = r#"<?php
use App\Action\Notes;
use App\Middleware\Asks;
use Slim\Factory\AppFactory;

$app = AppFactory::create();
$app->get('/notes', Notes::class);
$app->add(new Asks(getenv('KEY')));
$app->add(function ($request, $handler) {
    return $handler->handle($request)->withHeader('X-Frame-Options', 'DENY');
});
$app->run();
"#;
    insta::assert_snapshot!(told(&[
        COMPOSER,
        ("public/index.php", index),
        ("src/Action/Notes.php", NOTES),
        ("src/Middleware/Asks.php", ASKS),
    ]));
}

#[test]
fn groups_of_the_third_version_bind_their_closures_or_let_them_use_the_server() {
    let index = r#"<?php
require 'vendor/autoload.php';

$app = new \Slim\App(['settings' => []]);
$asks = function ($request, $response, $next) {
    if (!hash_equals(getenv('KEY'), $request->getHeaderLine('X-Key'))) {
        return $response->withStatus(401);
    }
    return $next($request, $response);
};
$remove = function ($request, $response, $args) {
    $db = new PDO(getenv('DSN'));
    $db->query('DELETE FROM notes WHERE id = ' . $args['id']);
    return $response->withJson([]);
};
$app->group('/bound', function () use ($remove) {
    $this->delete('/notes/{id}', $remove);
})->add($asks);
$app->group('/used', function () use ($app, $remove) {
    $app->delete('/notes/{id}', $remove);
})->add($asks);
$app->group('/open', function () use ($app, $remove) {
    $app->delete('/notes/{id}', $remove);
});
$app->run();
"#;
    insta::assert_snapshot!(told(&[
        ("composer.json", r#"{"require":{"slim/slim":"^3.12"}}"#),
        ("index.php", index)
    ]));
}
