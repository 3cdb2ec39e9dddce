<?php
namespace App\Controller;

use App\Repository\Notes;
use Firebase\JWT\{JWT, Key};
use Symfony\Component\Routing\Attribute\Route;

define('LIMIT', 10);

#[Route('/notes')]
final class NoteController extends AbstractController
{
    use Logs;
    const KEY = 'k';
    private static ?Notes $last = null;

    public function __construct(private readonly Notes $notes, string $name = 'x') { parent::__construct($name); }

    #[Route('/{id}', methods: ['GET'])]
    public function show(Request $request, int $id): Response
    {
        $claims = JWT::decode($request->headers->get('Authorization'), new Key(self::KEY, 'HS256'));
        $kind = match (true) { $id > LIMIT, $id < 0 => 'far', default => 'near' };
        try {
            $body = self::shape($this->notes->find($id));
        } catch (NotFound | Gone $e) {
            throw new HttpException(404, "no $id");
        }
        return $this->json(['note' => $body, 'kind' => $kind, ...$claims]);
    }

    private static function shape($note) { return [NoteController::class, 'show']; }
}
