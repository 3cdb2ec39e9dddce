<?php
namespace App\Controller;
use Doctrine\DBAL\Connection;
use Symfony\Bundle\FrameworkBundle\Controller\AbstractController;
use Symfony\Component\HttpFoundation\Request;
use Symfony\Component\HttpFoundation\Response;
use Symfony\Component\Routing\Attribute\Route;
use Symfony\Component\Security\Http\Attribute\IsGranted;

class P extends AbstractController
{
    public function __construct(private Connection $db) {}
    #[Route('/closed/p', methods: ['GET'])]
    public function p(Request $request): Response { $this->denyAccessUnlessGranted('ROLE_ADMIN'); return $this->json($this->db->fetchAllAssociative('SELECT * FROM notes')); }
    #[Route('/closed/q', methods: ['GET'])]
    public function q(Request $request): Response { if (!$this->isGranted('ROLE_ADMIN')) { throw $this->createAccessDeniedException(); } return $this->json($this->db->fetchAllAssociative('SELECT * FROM notes')); }

}
