<?php
namespace App\Controller;
use Doctrine\DBAL\Connection;
use Symfony\Bundle\FrameworkBundle\Controller\AbstractController;
use Symfony\Component\HttpFoundation\Request;
use Symfony\Component\HttpFoundation\Response;
use Symfony\Component\Routing\Attribute\Route;
use Symfony\Component\Security\Http\Attribute\IsGranted;

class N extends AbstractController
{
    public function __construct(private Connection $db) {}
    #[Route('/closed/a', methods: ['GET'])]
    public function a(Request $request): Response { return $this->json($this->db->fetchAllAssociative('SELECT * FROM notes')); }
    #[Route('/open/b', methods: ['GET'])]
    public function b(Request $request): Response { return $this->json($this->db->fetchAllAssociative('SELECT * FROM notes')); }
    #[Route('/closed/open/c', methods: ['GET'])]
    public function c(Request $request): Response { return $this->json($this->db->fetchAllAssociative('SELECT * FROM notes')); }
    #[Route('/openapi', methods: ['GET'])]
    public function d(Request $request): Response { return $this->json($this->db->fetchAllAssociative('SELECT * FROM notes')); }

}
